"""Doing an act once for each Idempotency-Key."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from quanfu.api.models import IdempotencyKey, Token
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.graph import add, one_write


def once(
    *, token: Token, key: str, content: bytes, status: int, act: Callable[[], dict[str, Any]]
) -> tuple[int, dict[str, Any], bool]:
    """Run ``act`` and remember its answer under the key, in one transaction; the same key again gets that answer.

    (status, body, replayed). Without a key the act simply runs. Refused when the key was used for another body.
    What ``act`` refuses is not remembered: a mended request may use its key.
    """
    if not key:
        with one_write():
            return status, act(), False
    if len(key) > 200 or not key.isprintable():
        raise Refused(_("An Idempotency-Key has at most 200 printable characters."), field="Idempotency-Key")
    digest = hashlib.sha256(content).hexdigest()
    try:  # act first and let the key's uniqueness tell: asking first would cost every new request a round trip
        with one_write():
            body = act()
            add(IdempotencyKey(token=token, key=key, digest=digest, status=status, body=body, at=now()))
    except (
        IntegrityError,
        Refused,
        AlreadyDone,
    ):  # the second time the act itself may be refused: its time is past, it is done
        if known := _answer(token, key, digest):
            return known
        raise
    return status, body, False


def _answer(token: Token, key: str, digest: str) -> tuple[int, dict[str, Any], bool] | None:
    known = IdempotencyKey.objects.filter(token=token, key=key).first()
    if known is None:
        return None
    if known.digest != digest:
        raise AlreadyDone(_("This Idempotency-Key was used for another request."))
    return known.status, known.body, True
