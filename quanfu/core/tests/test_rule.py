"""Settings change from a day on, and never before it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from quanfu.core import cached, rules
from quanfu.core.actions.rule import delete_rule, set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.core.errors import Http404, Refused
from quanfu.core.models.journal import JournalEntry
from quanfu.core.models.rule import Rule
from quanfu.core.queries.rule import access_future_rule, access_setting, settings_by_context
from quanfu.core.rules import define, rule

pytestmark = pytest.mark.django_db
JUNE, JULY = datetime(2027, 6, 10, 4, tzinfo=UTC), date(2027, 7, 1)


def _is_fraction(value: str) -> None:
    if not 0 < Fraction(value) <= 1:
        raise ValueError("more than nothing and at most the whole")


@pytest.fixture(autouse=True)
def defined(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rules, "DEFINITIONS", rules.DEFINITIONS.copy())
    for module in ("quanfu.core.actions.rule", "quanfu.core.queries.rule"):
        monkeypatch.setattr(f"{module}.DEFINITIONS", rules.DEFINITIONS)
    define("core.majority", default="2/3", kind="text", label="Votes needed", check=_is_fraction)
    define("core.days", default=3, kind="int", label="Days", minimum=1, maximum=30)
    define("core.rate", default="0.5", kind="decimal", label="Rate", minimum=0, maximum=1)
    define("core.open", default=False, kind="bool", label="Open")
    define("core.levels", default=[1, 2], kind="json", label="Levels")
    cached.forget_all()
    yield
    cached.forget_all()


def set_(code: str, value: Any, since: date | None = None, company: int | None = None) -> Rule:
    return set_rule(code=code, value=value, since=since, company=company, by=SYSTEM)


def test_without_a_row_the_default_counts_in_the_type_of_its_kind() -> None:
    assert (
        rule("core.majority") == "2/3" and rule("core.rate") == Decimal("0.5") and rule("core.open") is False
    )


@pytest.mark.req("TEC-13")
def test_a_changed_majority_counts_from_its_day_and_older_votes_stay_as_they_were() -> None:
    def carried(yes: int, of: int, on: date) -> bool:
        return Fraction(yes, of) >= Fraction(rule("core.majority", on=on))

    with time_machine.travel(JUNE):
        set_("core.majority", "3/4", since=JULY)
        assert rule("core.majority") == "2/3"
    with time_machine.travel(datetime(2027, 9, 1, tzinfo=UTC)):
        assert rule("core.majority") == "3/4"
        assert carried(7, 10, on=date(2027, 6, 30)) and not carried(7, 10, on=JULY)


def test_the_day_of_an_instant_is_the_companys() -> None:
    with time_machine.travel(JUNE):
        set_("core.days", 5, since=JULY)
    assert rule("core.days", on=datetime(2027, 6, 30, 15, 59, tzinfo=UTC)) == 3
    assert rule("core.days", on=datetime(2027, 6, 30, 16, 0, tzinfo=UTC)) == 5  # midnight in Shanghai


def test_a_company_may_have_a_value_of_its_own() -> None:
    set_("core.days", 5)
    set_("core.days", 7, company=42)
    assert (rule("core.days"), rule("core.days", company=42), rule("core.days", company=43)) == (5, 7, 5)


@pytest.mark.req("TEC-13")
def test_the_past_is_not_changed() -> None:
    with pytest.raises(Refused) as refused:
        set_("core.days", 5, since=today() - timedelta(days=1))
    assert refused.value.field == "since"
    row = set_("core.days", 5)
    with pytest.raises(Refused):
        delete_rule(row=row, by=SYSTEM)


@pytest.mark.req("TEC-13")
def test_a_change_to_come_can_be_replaced_and_taken_back_and_is_in_the_journal() -> None:
    tomorrow = today() + timedelta(days=1)
    set_("core.days", 5, since=tomorrow)
    row = set_("core.days", 6, since=tomorrow)
    assert rule("core.days", on=tomorrow) == 6
    delete_rule(row=access_future_rule(row.pk), by=SYSTEM)
    assert rule("core.days", on=tomorrow) == 3
    assert [entry.changes["value"] for entry in JournalEntry.objects.order_by("id")] == [
        [3, 5],
        [5, 6],
        [6, None],
    ]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("core.days", 0), ("core.days", 31), ("core.days", "x"), ("core.days", 1.5), ("core.days", True), ("core.days", None),
        ("core.rate", "1.01"), ("core.rate", "NaN"), ("core.rate", "half"), ("core.majority", "5/3"), ("core.majority", "most"),
        ("core.open", "yes"), ("core.levels", "[1]"), ("core.levels", 3), ("core.majority", 1),
    ],
)  # fmt: skip
def test_values_of_another_kind_or_beyond_the_limits_are_refused(code: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        set_(code, value)
    assert refused.value.field == "value" and not Rule.objects.exists()


def test_decimals_survive_exactly() -> None:
    set_("core.rate", "0.1")
    cached.forget_all()
    assert rule("core.rate") == Decimal("0.1")


def test_reading_costs_no_query_and_a_change_is_seen_at_once() -> None:
    rule("core.days")
    with connection.execute_wrapper(lambda *_: pytest.fail("a query")):  # type: ignore[arg-type]
        assert [rule("core.days") for _ in range(100)] == [3] * 100
    set_("core.days", 9)
    assert rule("core.days") == 9


def test_a_change_by_another_process_is_seen_when_next_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    rule("core.days")
    Rule.objects.create(code="core.days", since=today(), value=8)
    rules.TABLE.forget()
    assert rule("core.days") == 3  # the version did not move, so nothing was read
    rules.TABLE.changed()
    assert rule("core.days") == 8
    monkeypatch.setattr(cached, "CHECK_EVERY", 0.0)
    assert rule("core.days") == 8


def test_a_change_that_is_rolled_back_is_forgotten() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        set_("core.days", 9)
        assert rule("core.days") == 9
        raise RuntimeError
    rules.TABLE.forget()
    assert rule("core.days") == 3


def test_a_setting_shows_its_history_and_future() -> None:
    with time_machine.travel(JUNE):
        set_("core.days", 4)
        set_("core.days", 5, since=JULY)
        setting = access_setting("core.days")
        assert (setting.value, len(setting.history), len(setting.future)) == (4, 1, 1)
        assert any(s.definition.code == "core.days" for s in settings_by_context()["core"])
    with pytest.raises(Http404):
        access_setting("core.nothing")
