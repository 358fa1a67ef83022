"""Who calls: a bearer token that acts as its person."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from quanfu.api.actions.token import note_use
from quanfu.api.models import Token
from quanfu.api.queries.token import token_for


class Bearer(HttpBearer):
    """Authorization: Bearer qf_…; sets request.user to the token's person."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = token_for(token)
        if found:
            request.user = found.person
            note_use(token=found)
        return found


def require(request: HttpRequest, permission: str) -> Any:
    """The person, if they hold the permission anywhere; Http404 otherwise, as on the pages."""
    person: Any = request.user
    if not person.may(permission):
        raise Http404
    return person


def token_of(request: HttpRequest) -> Token:
    """The token that opened this call."""
    token: Token = request.auth  # type: ignore[attr-defined]
    return token
