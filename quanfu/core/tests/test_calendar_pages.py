"""The pages of work calendars: what people see, fill in, bring in and take out."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quanfu.core.actions.calendar import install_default_calendar, save_calendar, set_day
from quanfu.core.actor import SYSTEM
from quanfu.core.forms.hours import read_hours
from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.queries.calendar import DEFAULT_WEEK, days_of
from quanfu.core.tables import write_table
from quanfu.core.testing import assert_query_count_constant
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
BASE = "/core/calendars/"
FIELDS = {"name": "夜班", "code": "night", "tz": "Asia/Shanghai", "mon": "22:00-06:00"}


@pytest.fixture
def row(db: None) -> WorkCalendar:
    return save_calendar(
        calendar=None, code="office", name="办公", tz="Asia/Shanghai", week=DEFAULT_WEEK, by=SYSTEM
    )


@pytest.fixture
def browser(client_of: Callable[[Person], Client], admin: Person) -> Client:
    return client_of(admin)


@pytest.mark.parametrize("path", ["", "new/", "office/", "office/?year=2027", "office/change/", "office/days/",
                                  "office/days/2026-10-01/", "office/import/", "office/days.csv"])  # fmt: skip
def test_the_page_opens_for_those_who_may_and_is_not_there_for_others(
    path: str, row: WorkCalendar, browser: Client, client_of: Callable[[Person], Client], sun: Person
) -> None:
    set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", name="国庆节", by=SYSTEM)
    assert browser.get(BASE + path).status_code == 200
    assert client_of(sun).get(BASE + path).status_code == 404


@pytest.mark.parametrize("path", ["none/", "office/days/2026-02-30/", "office/days/2026-1-1/"])
def test_what_does_not_exist_is_not_found(path: str, row: WorkCalendar, browser: Client) -> None:
    assert browser.get(BASE + path).status_code == 404


def test_the_list_takes_as_many_queries_for_many_calendars(row: WorkCalendar, browser: Client) -> None:
    def grow() -> None:
        for n in range(30):
            save_calendar(calendar=None, code=f"c{n}", name=f"c{n}", tz="UTC", week=DEFAULT_WEEK, by=SYSTEM)

    assert_query_count_constant(lambda: browser.get(BASE), grow)


def test_the_year_takes_as_many_queries_for_many_days(row: WorkCalendar, browser: Client) -> None:
    def grow() -> None:
        for n in range(1, 29):
            set_day(calendar=row, on=date(2026, 3, n), kind="holiday", by=SYSTEM)

    assert_query_count_constant(lambda: browser.get(f"{BASE}office/?year=2026"), grow)


def test_a_calendar_is_made_with_hours_as_people_write_them(browser: Client) -> None:
    answer = browser.post(f"{BASE}new/", FIELDS | {"tue": "9:00–12:00，13:30 至 18：00"})
    assert (answer.status_code, answer["Location"]) == (303, f"{BASE}night/")
    week = WorkCalendar.objects.get().week
    assert week == {"mon": [["22:00", "06:00"]], "tue": [["09:00", "12:00"], ["13:30", "18:00"]]}


@pytest.mark.parametrize(
    "wrong", ["9-18", "25:00-26:00", "09:00-09:00", "09:00-12:00 x", "24:00-06:00", "09:00"]
)
def test_hours_that_make_no_sense_are_shown_beside_their_day(wrong: str, browser: Client) -> None:
    answer = browser.post(f"{BASE}new/", FIELDS | {"tue": wrong})
    assert answer.status_code == 422 and 'id="id_tue_error"' in answer.content.decode()
    assert not WorkCalendar.objects.exists()


def test_a_calendar_is_changed_and_its_form_shows_what_is_there(row: WorkCalendar, browser: Client) -> None:
    assert 'value="09:00–12:00, 13:30–18:00"' in browser.get(f"{BASE}office/change/").content.decode()
    browser.post(f"{BASE}office/change/", FIELDS | {"version": row.version})
    assert WorkCalendar.objects.get().week == {"mon": [["22:00", "06:00"]]}


def test_a_change_over_somebody_elses_is_answered_calmly(row: WorkCalendar, browser: Client) -> None:
    set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", by=SYSTEM)
    assert browser.post(f"{BASE}office/change/", FIELDS | {"version": 1}).status_code == 409


def test_a_calendar_is_deleted(row: WorkCalendar, browser: Client) -> None:
    assert browser.post(f"{BASE}office/deletion/")["Location"] == BASE
    assert not WorkCalendar.objects.exists()


def test_a_day_is_set_changed_and_given_back(row: WorkCalendar, browser: Client) -> None:
    browser.post(
        f"{BASE}office/days/",
        {"on": "2026-10-10", "kind": "workday", "name": "调休", "intervals": "9:00-18:00"},
    )
    assert CalendarDay.objects.get().intervals == [["09:00", "18:00"]]
    answer = browser.post(f"{BASE}office/days/2026-10-10/", {"kind": "holiday", "name": "休"})
    assert answer["Location"] == f"{BASE}office/?year=2026"
    assert (CalendarDay.objects.get().kind, CalendarDay.objects.get().intervals) == ("holiday", None)
    browser.post(f"{BASE}office/days/2026-10-10/deletion/")
    assert not CalendarDay.objects.exists()


def test_a_holiday_with_hours_is_refused(row: WorkCalendar, browser: Client) -> None:
    form = {"on": "2026-10-10", "kind": "holiday", "intervals": "09:00-10:00"}
    assert browser.post(f"{BASE}office/days/", form).status_code == 422
    assert not CalendarDay.objects.exists()


def test_a_question_to_the_calendar_is_answered_on_its_page(browser: Client) -> None:
    install_default_calendar(by=SYSTEM)
    page = browser.get(f"{BASE}default/?start=2026-09-30T17:00&minutes=450").content.decode()
    assert "2026-10-08 17:00:00" in page


def test_public_holidays_are_filled_in(row: WorkCalendar, browser: Client) -> None:
    answer = browser.post(
        f"{BASE}office/import/", {"country": "CN", "first": 2026, "last": 2026, "keep": "on"}
    )
    assert answer.status_code == 303
    assert days_of(row).get(date=date(2026, 10, 10)).kind == "workday"
    assert days_of(row).get(date=date(2026, 10, 1)).name == "国庆节"


def upload(browser: Client, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("days.csv", data, content_type="text/csv")
    answer = browser.post(f"{BASE}office/import/", {"file": file, "do": "file"})
    return answer.status_code, answer.content.decode()


def test_what_is_exported_can_be_imported_again(row: WorkCalendar, browser: Client) -> None:
    set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", name="=国庆,节", by=SYSTEM)
    set_day(
        calendar=row,
        on=date(2026, 10, 10),
        kind="workday",
        intervals=[["09:00", "12:00"], ["22:00", "02:00"]],
        by=SYSTEM,
    )
    before = list(days_of(row).values("date", "kind", "name", "intervals"))
    data = b"".join(browser.get(f"{BASE}office/days.csv").streaming_content)  # type: ignore[arg-type]
    CalendarDay.objects.all().delete()
    assert upload(browser, data)[0] == 303
    assert list(days_of(row).values("date", "kind", "name", "intervals")) == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_as_chinese_excel_writes_it_is_understood(
    encoding: str, row: WorkCalendar, browser: Client
) -> None:
    text = "日期;类型;名称;时间\r\n2026年10月1日;休;国庆节;\r\n2026/10/10;班;;8:30-12:00 13:00-17:30\r\n\r\n"
    assert upload(browser, text.encode(encoding))[0] == 303
    assert [(str(day.date), day.kind) for day in days_of(row)] == [
        ("2026-10-01", "holiday"),
        ("2026-10-10", "workday"),
    ]


def test_an_excel_sheet_is_understood(row: WorkCalendar, browser: Client, tmp_path: Path) -> None:
    write_table(tmp_path / "days.xlsx", ["日期", "类型", "名称"], [[date(2026, 10, 1), "休", "国庆节"]])
    assert upload(browser, (tmp_path / "days.xlsx").read_bytes())[0] == 303
    assert days_of(row).get().name == "国庆节"


def test_wrong_lines_are_named_and_nothing_is_imported(row: WorkCalendar, browser: Client) -> None:
    lines = ["date,kind,name,hours", "2026-10-01,holiday,,", "2026-02-30,holiday,,", "2026-10-02,party,,",
             "2026-10-03,workday,,9-18", "2026-10-04,holiday,,09:00-10:00", "2026-10-05,holiday"]  # fmt: skip
    status, page = upload(browser, "\n".join(lines).encode())
    assert status == 422 and not CalendarDay.objects.exists()
    assert re.findall(r"(?:Line|第) (\d+)", page) == ["3", "4", "5", "6", "7"]
    assert "2026-02-30" in page and "party" in page


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00\x00\xff", b"\x00", b'"' * 1000, b"date,kind\n", b"," * 10_000, b"PK\x03\x04", b"a,b\n1,2\n",
     b"2026-10-01,holiday\n2026-10-02,holiday\n"],
)  # fmt: skip
def test_a_file_that_is_no_list_of_days_is_refused(data: bytes, row: WorkCalendar, browser: Client) -> None:
    assert upload(browser, data)[0] == 422
    assert not CalendarDay.objects.exists()


def test_hours_are_read_in_chinese_and_western_writing() -> None:
    for text in (
        "09:00-12:00 13:30-18:00",
        "9:00~12:00、13:30~18:00",
        "９：００－１２：００，13:30 到 18:00",
    ):
        assert read_hours(text) == [["09:00", "12:00"], ["13:30", "18:00"]]
    assert read_hours("  ") == []
