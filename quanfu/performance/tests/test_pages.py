"""The pages, through the browser's eyes."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from quanfu.conftest import Cast
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.org.models import Person, Unit
from quanfu.performance.actions.pay_run import make_pay_run
from quanfu.performance.actions.sheet import open_sheet, open_sheets
from quanfu.performance.enums import SheetState
from quanfu.performance.models import PayRun, Rating, Salary, Sheet
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.weights import weights_on
from quanfu.performance.tests.conftest import MAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june", "heads")]
Clients = Callable[[Person], Client]


@pytest.mark.req("PER-2")
def test_a_rater_sees_the_people_to_rate_with_the_maximum_beside_each(
    client_of: Clients, sun: Person, zhao: Person, feng: Person
) -> None:
    open_sheet(person=sun, period=MAY, by=SYSTEM)
    for rater, maximum in ((zhao, 50), (feng, 20)):
        text = client_of(rater).get("/performance/ratings/2026-05/").content.decode()
        assert sun.name in text
        assert f"/ {maximum}<" in text


def test_points_are_saved_from_the_form_and_a_row_left_empty_stays_unrated(
    client_of: Clients, sun: Person, zhou: Person, zhao: Person
) -> None:
    first, second = (open_sheet(person=p, period=MAY, by=SYSTEM).seats.get(rater=zhao) for p in (sun, zhou))
    client = client_of(zhao)
    got = client.post(
        "/performance/ratings/2026-05/", {f"points_{first.pk}": "45.5", f"remark_{first.pk}": "稳"}
    )
    assert got.status_code == 303
    assert Rating.objects.get().points == 45.5
    assert not Rating.objects.filter(seat=second).exists()


@pytest.mark.parametrize("points", ["51", "-1", "4.555", "x", "１２３４５６７８９"])
def test_wrong_points_stand_beside_their_row_and_nothing_is_saved(
    client_of: Clients, sun: Person, zhou: Person, zhao: Person, points: str
) -> None:
    first, second = (open_sheet(person=p, period=MAY, by=SYSTEM).seats.get(rater=zhao) for p in (sun, zhou))
    got = client_of(zhao).post(
        "/performance/ratings/2026-05/", {f"points_{first.pk}": points, f"points_{second.pk}": "45"}
    )
    assert got.status_code == 422
    assert b"field-error" in got.content
    assert not Rating.objects.exists()


@pytest.mark.req("PER-16")
def test_who_holds_no_seat_finds_no_form(client_of: Clients, sun: Person, wu: Person) -> None:
    open_sheet(person=sun, period=MAY, by=SYSTEM)
    for person in (sun, wu):
        assert client_of(person).get("/performance/ratings/2026-05/").status_code == 404
        assert client_of(person).get("/performance/ratings/").status_code == 200


def test_the_head_computes_and_closes_from_the_list(
    client_of: Clients, sun: Person, zheng: Person, rate_all: Callable[..., Sheet]
) -> None:
    sheet = rate_all(open_sheet(person=sun, period=MAY, by=SYSTEM))
    client = client_of(zheng)
    assert sun.name in client.get("/performance/sheets/").content.decode()
    for path, state in (("computations", SheetState.COMPUTED), ("closures", SheetState.CLOSED)):
        assert client.post(f"/performance/{path}/", {"sheet": sheet.pk}).status_code == 303
        sheet.refresh_from_db()
        assert sheet.state == state
    assert client.post("/performance/closures/", {"sheet": sheet.pk}).status_code == 409


def test_of_many_sheets_those_that_cannot_be_computed_are_named(
    client_of: Clients, sun: Person, zhou: Person, zheng: Person, rate_all: Callable[..., Sheet]
) -> None:
    ready, waiting = (open_sheet(person=p, period=MAY, by=SYSTEM) for p in (sun, zhou))
    rate_all(ready)
    client = client_of(zheng)
    got = client.post("/performance/computations/", {"sheet": [ready.pk, waiting.pk]})
    assert re.search(f"{zhou.name}[:：]", client.get(got["Location"]).content.decode())
    ready.refresh_from_db()
    assert ready.score == 90


@pytest.mark.req("PER-19")
def test_a_group_is_waived_from_its_sheet(client_of: Clients, sun: Person, zheng: Person) -> None:
    sheet = open_sheet(person=sun, period=MAY, by=SYSTEM)
    client = client_of(zheng)
    path = f"/performance/sheets/{sheet.pk}/waivers/peers/"
    assert path in client.get(f"/performance/sheets/{sheet.pk}/").content.decode()
    assert client.post(path, {"reason": "", "points": "0"}).status_code == 422
    assert client.post(path, {"reason": "休假", "points": "8.5"}).status_code == 303
    assert client.get(f"/performance/sheets/{sheet.pk}/waivers/nobody/").status_code == 404


def test_raters_are_named_on_a_sheet_and_taken_off(
    client_of: Clients, sun: Person, zheng: Person, li: Person
) -> None:
    sheet = open_sheet(person=sun, period=MAY, by=SYSTEM)
    client = client_of(zheng)
    assert (
        client.post(f"/performance/sheets/{sheet.pk}/seats/", {"group": "peers", "rater": li.pk}).status_code
        == 303
    )
    seat = sheet.seats.get(rater=li)
    assert client.post(f"/performance/sheets/{sheet.pk}/seats/{seat.pk}/deletion/").status_code == 303
    assert not sheet.seats.filter(rater=li).exists()


@pytest.mark.req("PER-6")
def test_finance_makes_the_pay_and_opens_a_line_down_to_the_ratings(
    client_of: Clients, sun: Person, he: Person, paid: Callable[..., None], closed_sheet: Callable[..., Sheet]
) -> None:
    paid(sun, "6000.00")
    closed_sheet(sun)
    client = client_of(he)
    assert "5,800.00" in client.get("/performance/pay/new/?period=2026-05").content.decode()
    assert client.post("/performance/pay/new/", {"period": "2026-05"}).status_code == 303
    run = PayRun.objects.get()
    assert sun.name in client.get(f"/performance/pay/{run.pk}/").content.decode()
    text = client.get(f"/performance/pay/lines/{run.lines.get().pk}/").content.decode()
    assert all(
        amount in text for amount in ("6,000.00", "4,000.00", "2,000.00", "90.00%", "1,800.00", "5,800.00")
    )
    assert client.post("/performance/pay/new/", {"period": "2026-05"}).status_code == 409


def test_pay_that_cannot_be_made_says_who_is_missing(
    client_of: Clients, sun: Person, he: Person, paid: Callable[..., None]
) -> None:
    paid(sun)
    got = client_of(he).post("/performance/pay/new/", {"period": "2026-05"})
    assert got.status_code == 422
    assert sun.name in got.content.decode()
    assert not PayRun.objects.exists()


def test_everybody_sees_their_own_pay_and_no_other(
    client_of: Clients,
    company: Unit,
    sun: Person,
    zhou: Person,
    he: Person,
    paid: Callable[..., None],
    closed_sheet: Callable[..., Sheet],
) -> None:
    paid(sun, "6000.00")
    sheet = closed_sheet(sun)
    line = make_pay_run(company=company, period=MAY, by=he).lines.get()
    assert "5,800.00" in client_of(sun).get("/performance/my-pay/").content.decode()
    assert "5,800.00" not in client_of(zhou).get("/performance/my-pay/").content.decode()
    for path in (f"/performance/pay/lines/{line.pk}/", f"/performance/sheets/{sheet.pk}/"):
        assert client_of(sun).get(path).status_code == 200
        assert client_of(zhou).get(path).status_code == 404


def test_a_run_goes_to_excel_with_every_line(
    client_of: Clients, company: Unit, li: Person, sun: Person, he: Person, paid: Callable[..., None]
) -> None:
    for person in (li, sun):
        paid(person, "5000.00", is_rated=False)
    run = make_pay_run(company=company, period=MAY, by=he)
    got = client_of(he).get(f"/performance/pay/{run.pk}/?export=xlsx")
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(b"".join(got.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )  # type: ignore[arg-type]
    assert {row[1] for row in rows[1:]} == {li.name, sun.name}
    assert sum(row[-1] for row in rows[1:]) == 10000


def test_salaries_raters_and_weights_are_set_on_their_pages(
    client_of: Clients, company: Unit, sun: Person, li: Person, he: Person, zheng: Person
) -> None:
    finance, head = client_of(he), client_of(zheng)
    assert (
        finance.post(
            "/performance/salaries/new/",
            {"person": sun.pk, "total": "5,000", "since": "2026-06-01", "is_rated": "on"},
        ).status_code
        == 303
    )
    assert Salary.objects.get().total.fen == 500000
    assert sun.name in finance.get("/performance/salaries/").content.decode()
    assert (
        head.post("/performance/raters/new/", {"group": "marketing_head", "person": li.pk}).status_code == 303
    )
    assert li.name in head.get("/performance/raters/").content.decode()
    points = {
        "department_head": 40,
        "marketing_head": 20,
        "production_head": 20,
        "peers": 10,
        "customers": 0,
        "return_calls": 0,
        "since": "2026-06-02",
    }
    assert head.post("/performance/weights/new/", points).status_code == 422
    assert head.post("/performance/weights/new/", {**points, "customers": 10}).status_code == 303
    assert weights_on(today(), company.pk).points["customers"] == 10
    assert head.get("/performance/weights/").status_code == 200


def test_the_list_costs_the_same_for_one_sheet_and_for_thirty(
    client_of: Clients,
    company: Unit,
    station: Unit,
    zheng: Person,
    sun: Person,
    make_person: Callable[..., Person],
    paid: Callable[..., None],
) -> None:
    client = client_of(zheng)
    paid(sun)
    counts = []
    for group in range(2):
        open_sheets(company=company, period=MAY, by=SYSTEM)
        client.get("/performance/sheets/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/performance/sheets/")
        counts.append(len(caught))
        for number in range(30 if group == 0 else 0):
            paid(make_person(f"x{number}", f"员工{number}", station))
    assert Sheet.objects.count() == 31
    assert counts[0] == counts[1]


def test_sheets_are_opened_by_hand_for_all_or_for_one(
    client_of: Clients, zheng: Person, sun: Person, zhou: Person, paid: Callable[..., None]
) -> None:
    paid(sun)
    client = client_of(zheng)
    assert client.post("/performance/sheets/new/", {"period": "2026-05", "person": ""}).status_code == 303
    assert (
        client.post("/performance/sheets/new/", {"period": "2026-05", "person": zhou.pk}).status_code == 303
    )
    assert {s.person for s in Sheet.objects.all()} == {sun, zhou}
    assert (
        client.post("/performance/sheets/new/", {"period": "2026-05", "person": zhou.pk}).status_code == 409
    )


@pytest.mark.parametrize(
    "path", ["sheets/", "sheets/new/", "raters/", "weights/", "salaries/", "pay/", "pay/new/"]
)
def test_the_pages_of_heads_and_finance_are_closed_to_engineers(
    client_of: Clients, sun: Person, path: str
) -> None:
    assert client_of(sun).get(f"/performance/{path}").status_code == 404


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("he", "salaries/"), ("he", "pay/new/?period=2026-05"), ("he", "pay/{run}/"), ("zhao", "ratings/2026-05/"),
        ("zhao", "ratings/"), ("he", "pay/"),
    ],
)  # fmt: skip
def test_every_list_costs_the_same_for_one_row_and_for_thirty(
    client_of: Clients,
    cast: Cast,
    make_person: Callable[..., Person],
    paid: Callable[..., None],
    login: str,
    path: str,
) -> None:
    client = client_of(cast.people[login])
    counts, people = [], [cast.people["sun"]]
    for period in ("2026-03", "2026-04"):
        for person in people:
            paid(person, is_rated=False, since=Period.parse(period).starts_on)
            open_sheet(person=person, period=MAY, by=SYSTEM)
        run = make_pay_run(company=cast.company, period=Period.parse(period), by=SYSTEM)
        url = f"/performance/{path.format(run=run.pk)}"
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        counts.append(len(caught))
        people = [make_person(f"{period}-{number}", f"员工{number}", cast.station) for number in range(30)]
    assert counts[0] == counts[1]
