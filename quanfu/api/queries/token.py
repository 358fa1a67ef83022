"""Who a token is."""

import hashlib
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quanfu.api.models import Token
from quanfu.core.prepared import Prepared

if TYPE_CHECKING:
    from quanfu.org.models import Person


_BY_DIGEST = Prepared(
    lambda digest: Token.objects.select_related("person__unit__company").filter(
        digest=digest, revoked_at=None
    )
)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def token_for(plain: str) -> Token | None:
    """The valid token with its person, unit and company; None for a wrong, revoked or inactive one. One query."""
    digest = hashlib.sha256(plain.encode(errors="replace")).hexdigest()
    found = _BY_DIGEST.first(digest=digest)
    return found if found and found.person.is_active else None


def tokens_of(person: "Person") -> QuerySet[Token]:
    """A person's own tokens, newest first."""
    return Token.objects.filter(person=person, revoked_at=None).order_by("-created_at")


def access_token(pk: int, *, by: "Person") -> Token:
    found = Token.objects.filter(person=by, pk=pk).first()
    if found is None:
        raise Http404
    return found
