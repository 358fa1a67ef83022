from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from quanfu.desk.models import Request
from quanfu.org.enums import Reach
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
URL = "/reports/dashboard/?period=2026-05"


@pytest.fixture
def president(make_person: Callable[..., Person], company: Unit) -> Person:
    return make_person("boss", "董事长", company, "president", company)


@pytest.fixture
def outlet(make_person: Callable[..., Person], second_station: Unit) -> Person:
    return make_person("outlet", "网点", second_station, "outlet", second_station, Reach.TEAM)


def test_the_dashboard_shows_four_figures_with_targets_and_a_table(
    client_of: Callable[[Person], Client], president: Person, record: Callable[..., Request], station: Unit
) -> None:
    record(score=5, minutes=40, on_time=True)
    page = client_of(president).get(URL)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("figures-target") == 4
    assert text.count("data-chart=") == 4
    assert station.name in text


@pytest.mark.req("KPI-12")
@pytest.mark.parametrize("cut", ["unit", "person", "channel", "service_type", "kind", "nonsense"])
def test_every_cut_answers(
    client_of: Callable[[Person], Client], president: Person, record: Callable[..., Request], cut: str
) -> None:
    record(score=5, minutes=40, on_time=True)
    assert client_of(president).get(f"{URL}&cut={cut}").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["period=2026-W21", "period=2026-Q2", "period=2026", "period=2026-05-10", "first=2026-05-01&last=2026-04-01", "period=x&unit=x&kind=x",
     "unit=99999999", "first=0001-01-01&last=9999-12-31", "service_type=1&channel=1&basis=completed", "period=2026-05&unit=%00"],
)  # fmt: skip
def test_whatever_stands_in_the_url_there_is_an_answer(
    client_of: Callable[[Person], Client], president: Person, query: str
) -> None:
    assert client_of(president).get(f"/reports/dashboard/?{query}").status_code == 200


def test_heads_of_units_see_their_own_units_only(
    client_of: Callable[[Person], Client],
    outlet: Person,
    record: Callable[..., Request],
    station: Unit,
    second_station: Unit,
) -> None:
    record(unit=station)
    record(unit=second_station)
    client = client_of(outlet)
    text = client.get("/reports/units/?period=2026-05").content.decode()
    assert second_station.name in text
    assert station.name not in text
    assert (
        station.name not in client.get(f"/reports/units/?period=2026-05&unit={station.pk}").content.decode()
    )
    assert client.get(URL).status_code == 404


def test_who_has_no_right_to_figures_gets_none(client_of: Callable[[Person], Client], sun: Person) -> None:
    assert client_of(sun).get(URL).status_code == 404
    assert client_of(sun).get("/reports/units/").status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_table_can_be_taken_along(
    client_of: Callable[[Person], Client],
    president: Person,
    record: Callable[..., Request],
    station: Unit,
    kind: str,
) -> None:
    record(score=5, minutes=40, on_time=True)
    got = client_of(president).get(f"{URL}&export={kind}")
    body = b"".join(got.streaming_content)  # type: ignore[arg-type]
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
        if kind == "xlsx"
        else body.decode("utf-8-sig").splitlines()
    )
    assert len(rows) == 3
    assert station.name in str(rows[1])


def test_the_dashboard_costs_the_same_for_one_record_and_for_thirty(
    client_of: Callable[[Person], Client], president: Person, record: Callable[..., Request]
) -> None:
    client = client_of(president)
    record(score=5, minutes=40, on_time=True)
    client.get(URL)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(URL)
        counts.append(len(caught))
        for number in range(30):
            record(score=number % 5 + 1, minutes=number, on_time=True)
    assert counts[0] == counts[1]
