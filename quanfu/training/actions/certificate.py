"""Kinds of certificate, and who holds them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.training import events
from quanfu.training.models import Certificate, CertificateKind

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def save_kind(
    *,
    instance: CertificateKind | None,
    by: Actor,
    code: str,
    name: str,
    company: "Unit | None" = None,
    name_en: str = "",
    months: int = 12,
    for_key_accounts: bool = False,
) -> CertificateKind:
    """Make a kind of certificate of the company, or change one; certificates that were given keep their days."""
    kind = instance or CertificateKind(company=company)
    wanted = {"code": code, "name": name, "name_en": name_en, "months": months, "for_key_accounts": for_key_accounts}  # fmt: skip
    changes = {c: [getattr(kind, c), new] for c, new in wanted.items() if getattr(kind, c) != new}
    for column, new in wanted.items():
        setattr(kind, column, new)
    with transaction.atomic():
        try:
            with transaction.atomic():
                kind.save()
        except IntegrityError:
            raise Refused(_("This code is taken."), field="code") from None
        emit(events.CERTIFICATE_KIND_SAVED, kind, by=by, changes=changes)
    return kind


def delete_kind(*, instance: CertificateKind, by: Actor) -> None:
    """Remove a kind that nobody holds. Refused while certificates of it or service types that demand it exist."""
    with transaction.atomic():
        emit(events.CERTIFICATE_KIND_DELETED, instance, by=by, changes={"name": [instance.name, None]})
        try:
            instance.delete()
        except ProtectedError:
            raise Refused(_("People hold this certificate, or services demand it.")) from None


def save_certificate(
    *,
    instance: Certificate | None,
    by: Actor,
    person: "Person",
    kind: CertificateKind,
    valid_from: date,
    valid_until: date | None = None,
    number: str = "",
) -> Certificate:
    """Give or change a certificate. Without a last day it is valid for the months of its kind (TRN-13).

    Refused for a kind of another company, and when it would end before it begins.
    """
    if kind.company_id != person.company_id:
        raise Refused(_("This certificate belongs to another company."), field="kind")
    until = valid_until or _months_after(valid_from, kind.months)
    if until < valid_from:
        raise Refused(_("It would lapse before it begins."), field="valid_until")
    certificate = instance or Certificate()
    wanted: dict[str, Any] = {"person_id": person.pk, "kind_id": kind.pk, "valid_from": valid_from, "valid_until": until, "number": number}  # fmt: skip
    changes = {c: [_plain(getattr(certificate, c)), _plain(new)] for c, new in wanted.items() if getattr(certificate, c) != new}  # fmt: skip
    for column, new in wanted.items():
        setattr(certificate, column, new)
    with transaction.atomic():
        try:
            with transaction.atomic():
                certificate.save()
        except IntegrityError:
            raise Refused(
                _("They have this certificate from that day already."), field="valid_from"
            ) from None
        emit(events.CERTIFICATE_SAVED, certificate, by=by, changes=changes, data={"person": person.pk})
    return certificate


def delete_certificate(*, instance: Certificate, by: Actor) -> None:
    """Take a certificate back, for example one that was entered by mistake; the journal keeps it."""
    with transaction.atomic():
        told = {
            "person": instance.person_id,
            "kind": instance.kind_id,
            "valid_until": str(instance.valid_until),
        }
        emit(events.CERTIFICATE_DELETED, instance, by=by, data=told)
        instance.delete()


def _months_after(day: date, months: int) -> date:
    """The last day of that many months: from 2 November 12 months end on 1 November."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date.fromordinal(date(year, month + 1, day.day).toordinal() - 1)
    except ValueError:  # no such day in that month: its last one
        year, month = divmod(year * 12 + month + 1, 12)
        return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
