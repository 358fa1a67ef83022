"""Who is certified for what."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.org.queries.person import people_for
from quanfu.org.queries.unit import companies_for
from quanfu.training.models import Certificate, CertificateKind
from quanfu.training.permissions import CERTIFICATE_INDEX, CERTIFICATE_KIND_INDEX

if TYPE_CHECKING:
    from quanfu.org.models import Person


def kinds_of(company_id: int) -> QuerySet[CertificateKind]:
    """The kinds of certificate of a company, by name."""
    return CertificateKind.objects.filter(company=company_id).order_by("name", "pk")


def kinds_for(by: "Person") -> QuerySet[CertificateKind]:
    """The kinds of the companies in reach."""
    companies = companies_for(by, CERTIFICATE_KIND_INDEX)
    return CertificateKind.objects.filter(company__in=companies).select_related("company")


def certificates_for(by: "Person") -> QuerySet[Certificate]:
    """The certificates of the people in reach, lapsed ones too."""
    people = people_for(by, CERTIFICATE_INDEX)
    return Certificate.objects.filter(person__in=people).select_related("person__unit", "kind")


def certified(person_ids: Collection[int], *, on: date) -> dict[int, set[int]]:
    """{person id: ids of the kinds they hold on that day}; one query."""
    held: dict[int, set[int]] = {}
    rows = Certificate.objects.filter(person__in=person_ids, valid_from__lte=on, valid_until__gte=on)
    for person, kind in rows.values_list("person_id", "kind_id"):
        held.setdefault(person, set()).add(kind)
    return held


def key_account_kinds(company_id: int) -> list[CertificateKind]:
    """The kinds that whoever serves a key account must hold, all of them (KEY-4)."""
    return list(kinds_of(company_id).filter(for_key_accounts=True))
