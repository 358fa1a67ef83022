"""`quanfu demo`, with a small company."""

import functools

import pytest

from quanfu.cli import run
from quanfu.cli.tests.test_serve import free_port
from quanfu.core.actor import SYSTEM
from quanfu.core.config import config
from quanfu.core.models import JournalEntry
from quanfu.customers.models import Customer
from quanfu.desk.models import Complaint, Request
from quanfu.desk.queries.request import requests_for
from quanfu.org.actions.unit import create_unit
from quanfu.org.models import Person, Unit
from quanfu.packs.heating import load as pack
from quanfu.quality.models import Sample
from quanfu.sla.models import Extension, Passage, Policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "load", functools.partial(pack.load, customers=40, days=75))


def test_each_role_has_a_login_and_loading_again_changes_nothing(
    small: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo"]) == 0
    shown = capsys.readouterr().out
    for _role, login, password in pack.logins():
        assert login in shown
        assert Person.objects.get(login=login).check_password(password)
    before = JournalEntry.objects.count()
    assert run(["demo"]) == 0
    assert JournalEntry.objects.count() == before
    assert pack.logins()[0][1] in capsys.readouterr().out


def test_every_engine_has_something_to_show(small: None) -> None:
    """Policies, an extension, a flagged step, samples, a queue for the leader, complaints at each step but the last."""
    assert run(["demo"]) == 0
    company = Unit.objects.get(code=pack.COMPANY)
    leader = Person.objects.get(login="leader")
    assert Policy.objects.filter(company=company, until=None).count() >= 3
    assert Extension.objects.filter(decided_at=None).exists() and Sample.objects.count() == 3
    assert Passage.objects.filter(is_skipped=True).exists()
    assert requests_for(leader, "desk.assignment.index").filter(state="approved").count() >= 3
    states = set(Complaint.objects.filter(company=company).values_list("state", flat=True))
    assert states >= {"received", "acknowledged", "investigated", "offered", "solved", "closed"}
    outside = Request.objects.filter(company=company, opened_by=None, unit=company)
    assert not outside.exists(), "the president answers no messages"
    for customer in Customer.objects.filter(company=company, kind="organisation"):
        asked = Request.objects.filter(customer=customer).values_list("closed_at", flat=True)
        assert len(asked) >= 3 and None in asked and any(asked), f"{customer}: something done, something open"


def test_it_keeps_out_of_a_real_companys_database(small: None, capsys: pytest.CaptureFixture[str]) -> None:
    create_unit(parent=None, code="real", name="真公司", kind="company", by=SYSTEM)
    assert run(["demo"]) == 1
    assert "QUANFU_DATA" in capsys.readouterr().err
    assert Unit.objects.count() == 1


def test_a_load_that_breaks_leaves_an_empty_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(say: object) -> None:
        create_unit(parent=None, code=pack.COMPANY, name="演示", kind="company", by=SYSTEM)
        raise RuntimeError("no more electricity")

    monkeypatch.setattr(pack, "load", broken)
    assert run(["demo"]) == 70
    assert not Unit.objects.exists()


def test_only_the_embedded_database_can_be_deleted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config.cache_clear()
    monkeypatch.setenv("QUANFU_DATABASE_URL", "postgres://q@db.example/q")
    monkeypatch.setenv("QUANFU_BIND", f"127.0.0.1:{free_port()}")
    try:
        assert run(["demo", "--reset"]) == 1
    finally:
        config.cache_clear()
    assert "deleted" in capsys.readouterr().err
