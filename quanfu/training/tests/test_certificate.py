from collections.abc import Callable
from datetime import date, timedelta

import pytest

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.core.errors import Refused
from quanfu.org.models import Person, Unit
from quanfu.training.actions.certificate import save_certificate
from quanfu.training.models import Certificate, CertificateKind
from quanfu.training.queries.certificate import certified, key_account_kinds
from quanfu.training.views import certificate, certificate_kind
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db


@pytest.fixture
def gas(company: Unit) -> CertificateKind:
    return CertificateKind.objects.create(company=company, code="gas", name="燃气作业证", name_en="Gas work")


def given(person: Person, kind: CertificateKind, since: date, until: date | None = None) -> Certificate:
    return save_certificate(
        instance=None, person=person, kind=kind, valid_from=since, valid_until=until, by=SYSTEM
    )


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        (date(2026, 11, 2), 12, date(2027, 11, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_certificate_without_a_last_day_is_valid_for_the_months_of_its_kind(
    gas: CertificateKind, sun: Person, since: date, months: int, until: date
) -> None:
    gas.months = months
    assert given(sun, gas, since).valid_until == until


def test_certificate_holds_on_its_first_and_last_day_and_no_other(gas: CertificateKind, sun: Person) -> None:
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    given(sun, gas, first, last)
    held = {day: certified([sun.pk], on=day).get(sun.pk) for day in (first, last)}
    assert held == {first: {gas.pk}, last: {gas.pk}}
    assert certified([sun.pk], on=first - timedelta(days=1)) == {}
    assert certified([sun.pk], on=last + timedelta(days=1)) == {}


def test_certificate_that_ends_before_it_begins_is_refused(gas: CertificateKind, sun: Person) -> None:
    with pytest.raises(Refused) as refused:
        given(sun, gas, today(), today() - timedelta(days=1))
    assert refused.value.field == "valid_until"


def test_certificate_of_another_company_is_refused(other_company: Unit, sun: Person) -> None:
    kind = CertificateKind.objects.create(company=other_company, code="x", name="别家证书")
    with pytest.raises(Refused):
        given(sun, kind, today())


def test_kinds_that_key_accounts_demand_are_those_marked_so(company: Unit, gas: CertificateKind) -> None:
    key = CertificateKind.objects.create(
        company=company, code="key", name="大客户服务", for_key_accounts=True
    )
    assert key_account_kinds(company.pk) == [key]


class TestKinds(CrudTests):
    crud = certificate_kind.crud

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], CertificateKind]:
        return lambda n: CertificateKind.objects.create(company=company, code=f"k{n}", name=f"证书{n}")

    @pytest.fixture
    def valid(self) -> dict[str, str]:
        return {"code": "lift", "name": "电梯证", "months": "24"}

    @pytest.fixture
    def invalid(self) -> dict[str, str]:
        return {"code": "", "name": "", "months": "0"}


class TestCertificates(CrudTests):
    crud = certificate.crud

    @pytest.fixture
    def make(self, gas: CertificateKind, sun: Person) -> Callable[[int], Certificate]:
        return lambda n: Certificate.objects.create(
            person=sun,
            kind=gas,
            valid_from=today() + timedelta(days=n),
            valid_until=today() + timedelta(days=n),
        )

    @pytest.fixture
    def valid(self, gas: CertificateKind, zhou: Person) -> dict[str, object]:
        return {"person": zhou.pk, "kind": gas.pk, "valid_from": "2026-11-01"}

    @pytest.fixture
    def invalid(self) -> dict[str, str]:
        return {"person": "", "kind": "", "valid_from": ""}
