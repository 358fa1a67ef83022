"""The kernel's pages: who may see them, what they do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now, today
from quanfu.core.enums import JobState
from quanfu.core.events import emit
from quanfu.core.models.job import Job, Worker
from quanfu.core.models.journal import JournalEntry
from quanfu.core.models.rule import Rule
from quanfu.core.rules import rule
from quanfu.core.testing import assert_query_count_constant
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]


def act(subject: Unit, label: str, by: object = SYSTEM, count: int = 1) -> JournalEntry:
    with transaction.atomic():
        for i in range(count):
            entry = emit(
                "core.thing.changed",
                subject,
                by=by,
                label=label,
                changes={"name": [i, "新"]},
                data={"a": [1]},
            )  # type: ignore[arg-type]
    return entry


def park(error: str = "Traceback\nValueError: no printer") -> Job:
    return Job.objects.create(
        path="quanfu.core.tests.jobs_for_tests.nothing", state=JobState.PARKED, due_at=now(), enqueued_at=now(),
        finished_at=now(), attempts=5, error=error, kwargs={"a": 1}, request_id="click-0001",
    )  # fmt: skip


def page_of(browser: Client, name: str, *args: object, **query: object) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.req("TEC-3")
def test_an_auditor_finds_acts_by_number_person_event_and_day(
    jin: Person, station: Unit, client_of: Browser
) -> None:
    act(station, "FW-1", by=jin)
    act(station, "FW-2")
    browser = client_of(jin)
    assert "FW-1" in page_of(browser, "core:journal.index")
    for query, found in (
        ({"label": "FW-2"}, "FW-2"), ({"actor": "金岩"}, "FW-1"), ({"event": "core.thing."}, "FW-2"),
        ({"since": today().isoformat()}, "FW-2"),
    ):  # fmt: skip
        assert f"?label={found}" in page_of(browser, "core:journal.index", **query)
    assert "?label=FW-1" not in page_of(browser, "core:journal.index", label="FW-2")
    assert "?label=FW-1" not in page_of(browser, "core:journal.index", until="2020-01-01")


def test_an_auditor_of_one_company_does_not_see_anothers_acts(
    jin: Person, station: Unit, other_front: Unit, admin: Person, chen: Person, client_of: Browser
) -> None:
    theirs = act(other_front, "FW-9")
    act(station, "FW-1")
    assert "FW-9" not in page_of(client_of(jin), "core:journal.index")
    assert client_of(jin).get(reverse("core:journal.show", args=[theirs.pk])).status_code == 404
    assert "FW-9" in page_of(client_of(admin), "core:journal.index")
    assert client_of(chen).get(reverse("core:journal.index")).status_code == 404


@pytest.mark.req("SLA-11")
def test_an_act_shows_old_and_new_and_what_else_the_click_did(
    jin: Person, station: Unit, client_of: Browser
) -> None:
    from quanfu.core.middleware import set_request_id

    set_request_id("click-0001")
    act(station, "FW-1", count=2)
    set_request_id("")
    first = JournalEntry.objects.order_by("id")[0]
    shown = page_of(client_of(jin), "core:journal.show", first.pk)
    assert "新" in shown
    assert f"/journal/{first.pk + 1}/" in shown


def test_the_journal_takes_as_many_queries_for_many_rows(
    jin: Person, station: Unit, client_of: Browser
) -> None:
    act(station, "FW-1")
    browser = client_of(jin)
    assert_query_count_constant(
        lambda: page_of(browser, "core:journal.index"), lambda: act(station, "FW-2", count=29)
    )


def test_parked_jobs_are_shown_run_again_and_dropped(admin: Person, client_of: Browser) -> None:
    first, second = park(), park()
    Job.objects.create(
        path="x.later", state=JobState.DEFERRED, due_at=now(), enqueued_at=now(), attempts=2, error="a\nb"
    )
    Worker.objects.create(name="host:1", started_at=now(), seen_at=now())
    browser = client_of(admin)
    shown = page_of(browser, "core:job.index")
    assert "ValueError: no printer" in shown
    assert "host:1" in shown
    assert "no printer" in page_of(browser, "core:job.show", first.pk)
    assert browser.post(reverse("core:job.update", args=[first.pk])).status_code == 303
    assert browser.post(reverse("core:job.delete", args=[second.pk])).status_code == 303
    assert [Job.objects.get(pk=job.pk).state for job in (first, second)] == [
        JobState.WAITING,
        JobState.DROPPED,
    ]
    assert browser.post(reverse("core:job.update", args=[first.pk])).status_code == 409


def test_all_parked_jobs_run_again_at_once(admin: Person, client_of: Browser) -> None:
    park()
    park()
    assert client_of(admin).post(reverse("core:job_batch.update")).status_code == 303
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.WAITING}


def test_jobs_are_for_who_answers_for_all_companies(
    jin: Person, li: Person, company: Unit, make_person: Callable[..., Person], client_of: Browser
) -> None:
    local = make_person("local", "本地管理员", company, "administrator", company)
    job = park()
    for person in (jin, li, local):
        browser = client_of(person)
        assert browser.get(reverse("core:job.index")).status_code == 404
        assert browser.post(reverse("core:job.delete", args=[job.pk])).status_code == 404


def test_the_jobs_page_takes_as_many_queries_for_many_rows(admin: Person, client_of: Browser) -> None:
    park()
    browser = client_of(admin)
    assert_query_count_constant(
        lambda: page_of(browser, "core:job.index"), lambda: [park() for _ in range(29)]
    )


CODE = "core.file_megabytes"


@pytest.mark.req("TEC-13")
def test_a_setting_is_changed_from_a_day_on_and_the_change_taken_back(
    admin: Person, client_of: Browser
) -> None:
    browser = client_of(admin)
    assert CODE in page_of(browser, "core:rule.index")
    assert "20" in page_of(browser, "core:rule.show", CODE)
    tomorrow = today() + timedelta(days=1)
    answer = browser.post(
        reverse("core:rule.create", args=[CODE]), {"value": "30", "since": tomorrow.isoformat()}
    )
    assert answer.status_code == 303
    assert (rule(CODE), rule(CODE, on=tomorrow)) == (20, 30)
    assert tomorrow.isoformat() in page_of(browser, "core:rule.show", CODE)
    row = Rule.objects.get()
    assert browser.post(reverse("core:rule.delete", args=[CODE, row.pk])).status_code == 303
    assert rule(CODE, on=tomorrow) == 20


@pytest.mark.parametrize(("value", "days"), [("0", 0), ("x", 0), ("", 0), ("30", -1), ("2001", 0)])
def test_a_wrong_value_or_day_stands_beside_its_field(
    admin: Person, client_of: Browser, value: str, days: int
) -> None:
    since = (today() + timedelta(days=days)).isoformat()
    answer = client_of(admin).post(reverse("core:rule.create", args=[CODE]), {"value": value, "since": since})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Rule.objects.exists()


def test_who_answers_for_one_company_sets_its_values_only(
    company: Unit, other_company: Unit, make_person: Callable[..., Person], client_of: Browser
) -> None:
    local = make_person("local", "本地管理员", company, "administrator", company)
    browser, sent = client_of(local), {"value": "30", "since": today().isoformat()}
    create = reverse("core:rule.create", args=[CODE])
    assert browser.post(f"{create}?company={company.pk}", sent).status_code == 303
    assert browser.post(f"{create}?company={other_company.pk}", sent).status_code == 404
    assert browser.post(create, sent).status_code == 404
    assert browser.get(reverse("core:rule.index"), {"company": "x"}).status_code == 404
    assert (rule(CODE), rule(CODE, company=company.pk)) == (20, 30)


def test_every_setting_has_a_page_that_works(admin: Person, client_of: Browser) -> None:
    from quanfu.core.rules import DEFINITIONS

    browser = client_of(admin)
    for code in DEFINITIONS:
        assert DEFINITIONS[code].context in code
        page_of(browser, "core:rule.show", code)


def test_the_settings_page_takes_as_many_queries_for_many_changes(admin: Person, client_of: Browser) -> None:
    browser = client_of(admin)

    def grow() -> None:
        for i in range(10):
            set_rule(code=CODE, value=30 + i, since=today() + timedelta(days=i), by=SYSTEM)

    assert_query_count_constant(lambda: page_of(browser, "core:rule.index"), grow)
