"""OAuth2 for mailboxes: an access token from a refresh token (RFC 6749, 6), and its XOAUTH2 form.

Access tokens live an hour at most and are kept in the memory of the process alone; the refresh token is a secret of the
channel. What the provider says when it refuses is handed on, as its words tell the operator what to mend.
"""

import time
from dataclasses import dataclass
from threading import Lock

SECONDS = 20
EARLY = 120  # a token is renewed this many seconds before it ends


class NoToken(Exception):
    """The provider gave no access token. ``final``: it will not later either (the consent was taken back, a wrong id)."""

    def __init__(self, said: str, *, final: bool) -> None:
        super().__init__(said)
        self.final = final


@dataclass(frozen=True)
class Grant:
    url: str
    client_id: str
    client_secret: str
    refresh_token: str
    scope: str = ""


_kept: dict[Grant, tuple[str, float]] = {}
_lock = Lock()


def access_token(grant: Grant) -> str:
    """A token that is valid now. Raises NoToken."""
    with _lock:
        token, until = _kept.get(grant, ("", 0.0))
        if token and until > time.monotonic():
            return token
        token, seconds = _fetch(grant)
        _kept[grant] = (token, time.monotonic() + max(0, seconds - EARLY))
        return token


def forget(grant: Grant) -> None:
    """The server did not take the token: the next one is asked for anew."""
    with _lock:
        _kept.pop(grant, None)


def xoauth2(user: str, token: str) -> str:
    """What SASL XOAUTH2 sends, before base64."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _fetch(grant: Grant) -> tuple[str, int]:
    import requests

    wanted = {
        "grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": grant.client_id,
        "client_secret": grant.client_secret, "scope": grant.scope,
    }  # fmt: skip
    try:
        answer = requests.post(
            grant.url, data={k: v for k, v in wanted.items() if v}, timeout=SECONDS, allow_redirects=False
        )
    except requests.RequestException as problem:
        raise NoToken(f"{type(problem).__name__}: {problem}"[:300], final=False) from problem
    try:
        said = answer.json()
    except ValueError:
        said = {}
    token = said.get("access_token") if isinstance(said, dict) else None
    if answer.status_code != 200 or not isinstance(token, str) or not token.isprintable():
        words = said.get("error_description") or said.get("error") if isinstance(said, dict) else ""
        raise NoToken(
            f"{answer.status_code} {words or ''}".strip()[:300], final=answer.status_code in (400, 401)
        )
    seconds = said.get("expires_in", 3600)
    return token, int(seconds) if str(seconds).isdecimal() else 3600
