"""Logging in, on django-allauth: our way to find a person, our limits per account and address, our journal.

Nobody signs up by themselves. An unknown login, a wrong password and a locked account cost the same time and read the
same; that an account is closed is said only to whoever knows its password.
"""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quanfu.core.actor import Outsider
from quanfu.core.events import emit
from quanfu.core.prepared import Prepared
from quanfu.core.subscriber import subscriber
from quanfu.org import events
from quanfu.org.models import Person, Unit
from quanfu.org.queries.person import person_by_login

_BY_ID = Prepared(lambda pk: Person.objects.select_related("unit__company").filter(pk=pk))


class Backend(AuthenticationBackend):
    """Password check by login name, phone or mail."""

    def get_user(self, user_id: int) -> Person | None:
        """Who is signed in, with unit and company, which every page names."""
        person = _BY_ID.first(pk=user_id)
        return person if person and self.user_can_authenticate(person) else None

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(person_by_login(username), password)


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The login name or the password is wrong."),
        "account_inactive": _("This account is closed. Ask your administrator if that is a mistake."),
        "too_many_login_attempts": _(
            "Too many failed attempts. For your safety please wait five minutes, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """We say ourselves what needs saying; "signed in" does not."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose limits count. Never fails: behind a socket without an address all share one limit."""
        return subscriber(address_of(request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter for a person, by whatever name they are called, and none the more for another Host header."""
        login = str(credentials.get("username", ""))
        person = person_by_login(login)
        return f"person:{person.pk}" if person else f"login:{login.strip().casefold()}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Where no attempt can be counted, as on a full disk, nobody comes in; but they are told why."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            if not cache.add(f"probe:{secrets.token_hex(8)}", 1, timeout=1):
                raise OperationalError("failed logins cannot be counted") from None
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        person = super().authenticate(request, **credentials)
        if person is not None and not person.is_active:
            record_failure(request, str(credentials.get("username", "")))
            raise self.validation_error("account_inactive")
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failure(request, str(credentials.get("username", "")))

    def login(self, request: HttpRequest, user: Person) -> None:
        with transaction.atomic():
            super().login(request, user)
            emit(events.PERSON_LOGGED_IN, user, by=user, data={"address": address_of(request)})

    def logout(self, request: HttpRequest) -> None:
        with transaction.atomic():
            emit(events.PERSON_LOGGED_OUT, request.user, by=request.user)
            super().logout(request)


def address_of(request: HttpRequest) -> str:
    """The address the request came from. That a proxy of ours stands before us is known to wsgi.py alone."""
    return request.META.get("REMOTE_ADDR") or "unknown"


def record_failure(request: HttpRequest, login: str) -> None:
    """Into the journal: of the person where the login is known, else of the organisation, with the login cut short,
    because people also type their password there."""
    person = person_by_login(login)
    subject: Person | Unit | None = person or Unit.objects.filter(depth=1).first()
    if subject is None:
        return
    shown = person.login if person else f"{login.strip()[:2]}…"
    with transaction.atomic():
        emit(
            events.PERSON_LOGIN_FAILED, subject, by=Outsider("visitor", shown),
            data={"login": shown, "address": address_of(request)},
        )  # fmt: skip
