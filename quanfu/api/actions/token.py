"""Tokens for programs."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.api import events
from quanfu.api.models import IdempotencyKey, Token
from quanfu.api.queries.token import digest_of
from quanfu.core.actor import Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone
from quanfu.core.events import emit
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.org.models import Person


def make_token(*, person: "Person", by: Actor, note: str = "") -> str:
    """A new token, shown this once; it may do what the person may."""
    plain = "qf_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(person=person, digest=digest_of(plain), note=note, created_at=now())
        emit(events.TOKEN_CREATED, token, by=by, data={"person": person.pk, "note": note})
    return plain


def revoke_token(*, token: Token, by: Actor) -> None:
    """The token opens nothing any more, from the next call on."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now()) != 1:
            raise AlreadyDone(_("This token is revoked already."))
        emit(events.TOKEN_REVOKED, token, by=by)


def forget_old_keys() -> int:
    """Delete idempotency keys older than the rule says; how many."""
    before = now() - timedelta(days=int(rule("api.idempotency_days")))
    return IdempotencyKey.objects.filter(at__lt=before).delete()[0]


def note_use(*, token: Token) -> None:
    """Keep the day on which the token was last used; one write a day."""
    if token.last_used_on != today():
        Token.objects.filter(pk=token.pk).update(last_used_on=today())
