from collections.abc import Callable
from decimal import Decimal

import pytest
from django.http import Http404

from quanfu.core.actor import SYSTEM
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.org.models import Notification, Person, Unit
from quanfu.performance.actions.rating import give_rating, seat_rater, unseat_rater, waive_group
from quanfu.performance.actions.sheet import close_sheet, compute_sheet, open_sheet, open_sheets
from quanfu.performance.enums import Group, SheetState
from quanfu.performance.models import Sheet
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.sheet import access_sheet, lines_for, seats_of
from quanfu.performance.tests.conftest import MAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june", "heads")]


@pytest.fixture
def sheet(sun: Person) -> Sheet:
    return open_sheet(person=sun, period=MAY, by=SYSTEM)


def seat(sheet: Sheet, group: Group) -> object:
    return sheet.seats.select_related("rater", "sheet").get(group=group)


@pytest.mark.req("PER-2")
def test_a_new_sheet_has_the_four_maxima_and_they_make_100(sheet: Sheet) -> None:
    maxima = [(line.group, line.maximum) for line in sheet.lines.all()]
    assert maxima == [("department_head", 50), ("marketing_head", 20), ("production_head", 20), ("peers", 10)]
    assert sum(maximum for _group, maximum in maxima) == 100


@pytest.mark.req("COL-9")
def test_the_head_of_the_unit_the_appointed_heads_and_the_peers_get_a_seat(
    sheet: Sheet, zhao: Person, feng: Person, qian: Person, zhou: Person
) -> None:
    seats = [(s.group, s.rater) for s in sheet.seats.select_related("rater").order_by("pk")]
    assert seats == [
        ("department_head", zhao),
        ("marketing_head", feng),
        ("production_head", qian),
        ("peers", zhou),
    ]


@pytest.mark.req("COL-9")
def test_each_rater_is_told_once_however_many_sheets_open(
    company: Unit, sun: Person, zhou: Person, feng: Person, paid: Callable[..., None]
) -> None:
    paid(sun)
    paid(zhou)
    opened = open_sheets(company=company, period=MAY, by=SYSTEM)
    assert {s.person for s in opened} == {sun, zhou}
    assert Notification.objects.filter(person=feng).count() == 1


@pytest.mark.req("PER-16")
def test_nobody_holds_a_seat_on_their_own_sheet(
    company: Unit, zhao: Person, zheng: Person, feng: Person
) -> None:
    for person in (zhao, zheng, feng):
        opened = open_sheet(person=person, period=MAY, by=SYSTEM)
        assert not opened.seats.filter(rater=person).exists()
    with pytest.raises(Refused, match=r"themselves|自己"):
        seat_rater(sheet=opened, group=Group.PEERS, rater=feng, by=SYSTEM)


@pytest.mark.req("PER-16")
def test_the_subjects_own_row_is_absent_from_what_they_are_to_rate(
    sheet: Sheet, sun: Person, zhou: Person
) -> None:
    open_sheet(person=zhou, period=MAY, by=SYSTEM)
    assert [s.sheet.person for s in seats_of(sun, period=MAY.key)] == [zhou]


def test_the_head_of_a_unit_is_rated_by_the_head_above(zhao: Person, zheng: Person) -> None:
    opened = open_sheet(person=zhao, period=MAY, by=SYSTEM)
    assert opened.seats.get(group=Group.DEPARTMENT_HEAD).rater == zheng


@pytest.mark.req("PER-7")
def test_opening_again_opens_nothing_twice(
    company: Unit, sun: Person, zhou: Person, paid: Callable[..., None]
) -> None:
    paid(sun)
    assert len(open_sheets(company=company, period=MAY, by=SYSTEM)) == 1
    paid(zhou)
    assert [s.person for s in open_sheets(company=company, period=MAY, by=SYSTEM)] == [zhou]
    assert Sheet.objects.count() == 2
    with pytest.raises(AlreadyDone):
        open_sheet(person=sun, period=MAY, by=SYSTEM)


def test_a_period_that_has_not_begun_is_refused(sun: Person) -> None:
    with pytest.raises(Refused):
        open_sheet(person=sun, period=Period.parse("2026-07"), by=SYSTEM)
    with pytest.raises(Refused):
        open_sheet(person=sun, period=Period.parse("2025"), by=SYSTEM)


@pytest.mark.req("PER-5")
def test_the_worked_example_gives_90_of_100(sheet: Sheet, rate_all: Callable[..., Sheet]) -> None:
    rate_all(sheet)
    assert sheet.state == SheetState.RATED
    assert compute_sheet(sheet=sheet, by=SYSTEM).score == Decimal("90.00")


@pytest.mark.req("PER-3")
def test_the_average_of_a_group_counts(
    sheet: Sheet, zhou: Person, li: Person, wu: Person, rate_all: Callable[..., Sheet]
) -> None:
    for peer in (li, wu):
        seat_rater(sheet=sheet, group=Group.PEERS, rater=peer, by=SYSTEM)
    rate_all(sheet, without=(Group.PEERS,))
    for points, peer in zip((8, 9, 10), (zhou, li, wu), strict=True):
        give_rating(seat=sheet.seats.select_related("sheet").get(rater=peer), points=Decimal(points), by=peer)
    compute_sheet(sheet=sheet, by=SYSTEM)
    assert sheet.lines.get(group=Group.PEERS).points == 9
    assert sheet.score == 89


@pytest.mark.req("PER-19")
def test_a_group_that_did_not_rate_blocks_computing(
    sheet: Sheet, rate_all: Callable[..., Sheet], zheng: Person
) -> None:
    rate_all(sheet, without=(Group.PRODUCTION_HEAD,))
    assert sheet.state == SheetState.OPEN
    with pytest.raises(Refused, match=r"production|生产"):
        compute_sheet(sheet=sheet, by=zheng)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.score) == (SheetState.OPEN, None)


@pytest.mark.req("PER-19")
def test_a_waived_group_counts_as_the_waiver_says_and_the_weights_stay(
    sheet: Sheet, rate_all: Callable[..., Sheet], zheng: Person
) -> None:
    rate_all(sheet, without=(Group.PRODUCTION_HEAD,))
    waive_group(sheet=sheet, group=Group.PRODUCTION_HEAD, reason="出差", points=Decimal(0), by=zheng)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.RATED
    assert compute_sheet(sheet=sheet, by=zheng).score == 73
    assert [line.maximum for line in sheet.lines.all()] == [50, 20, 20, 10]


@pytest.mark.req("PER-19")
def test_a_waiver_needs_a_reason_and_a_group_that_has_not_rated(
    sheet: Sheet, rate_all: Callable[..., Sheet]
) -> None:
    with pytest.raises(Refused) as caught:
        waive_group(sheet=sheet, group=Group.PEERS, reason="  ", points=Decimal(0), by=SYSTEM)
    assert caught.value.field == "reason"
    rate_all(sheet)
    with pytest.raises(Refused):
        waive_group(sheet=sheet, group=Group.PEERS, reason="忙", points=Decimal(0), by=SYSTEM)


@pytest.mark.parametrize("points", ["50.01", "-0.01", "45.555", "NaN", "Infinity"])
def test_points_beyond_the_maximum_or_with_three_decimals_are_refused(
    sheet: Sheet, points: str, zhao: Person
) -> None:
    with pytest.raises(Refused) as caught:
        give_rating(seat=seat(sheet, Group.DEPARTMENT_HEAD), points=Decimal(points), by=zhao)
    assert caught.value.field == "points"


def test_only_the_named_rater_gives_the_points(sheet: Sheet, zheng: Person) -> None:
    with pytest.raises(Refused):
        give_rating(seat=seat(sheet, Group.DEPARTMENT_HEAD), points=Decimal(45), by=zheng)


def test_points_given_again_replace_the_first_and_the_journal_keeps_both(sheet: Sheet, zhao: Person) -> None:
    given = seat(sheet, Group.DEPARTMENT_HEAD)
    give_rating(seat=given, points=Decimal("40"), by=zhao)
    give_rating(seat=given, points=Decimal("45.5"), by=zhao)
    changes = (
        JournalEntry.objects.filter(event="performance.rating.given")
        .order_by("pk")
        .values_list("changes", flat=True)
    )
    assert [c["points"] for c in changes] == [[None, "40"], ["40.00", "45.5"]]


def test_a_computed_sheet_can_no_longer_be_rated_or_waived(
    sheet: Sheet, rate_all: Callable[..., Sheet], zhao: Person, li: Person
) -> None:
    compute_sheet(sheet=rate_all(sheet), by=SYSTEM)
    with pytest.raises(Refused):
        give_rating(seat=seat(sheet, Group.DEPARTMENT_HEAD), points=Decimal(1), by=zhao)
    with pytest.raises(Refused):
        seat_rater(sheet=sheet, group=Group.PEERS, rater=li, by=SYSTEM)
    with pytest.raises(AlreadyDone):
        compute_sheet(sheet=sheet, by=SYSTEM)


def test_a_sheet_is_closed_once_and_only_when_computed(sheet: Sheet, rate_all: Callable[..., Sheet]) -> None:
    with pytest.raises(Refused):
        close_sheet(sheet=sheet, by=SYSTEM)
    compute_sheet(sheet=rate_all(sheet), by=SYSTEM)
    close_sheet(sheet=sheet, by=SYSTEM)
    assert sheet.state == SheetState.CLOSED
    with pytest.raises(AlreadyDone):
        close_sheet(sheet=sheet, by=SYSTEM)


def test_a_rater_who_has_not_rated_may_leave_the_sheet_one_who_has_may_not(
    sheet: Sheet, zhou: Person, zhao: Person, li: Person
) -> None:
    added = seat_rater(sheet=sheet, group=Group.PEERS, rater=li, by=SYSTEM)
    unseat_rater(seat=added, by=SYSTEM)
    assert not sheet.seats.filter(rater=li).exists()
    given = seat(sheet, Group.PEERS)
    give_rating(seat=given, points=Decimal(9), by=zhou)
    with pytest.raises(Refused):
        unseat_rater(seat=given, by=SYSTEM)


def test_people_of_another_company_never_rate(sheet: Sheet, chen: Person) -> None:
    with pytest.raises(Refused):
        seat_rater(sheet=sheet, group=Group.PEERS, rater=chen, by=SYSTEM)


@pytest.mark.req("PER-16")
def test_before_computing_everybody_sees_only_the_points_they_gave(
    sheet: Sheet, rate_all: Callable[..., Sheet], zheng: Person, zhao: Person
) -> None:
    rate_all(sheet)
    assert [row.points for line in lines_for(sheet, zheng) for row in line.rows] == [None] * 4
    assert [row.points for line in lines_for(sheet, zhao) for row in line.rows] == [45, None, None, None]


def test_afterwards_the_subject_sees_points_but_not_which_peer_gave_them(
    sheet: Sheet, rate_all: Callable[..., Sheet], sun: Person, zheng: Person, zhou: Person, li: Person
) -> None:
    seat_rater(sheet=sheet, group=Group.PEERS, rater=li, by=SYSTEM)
    compute_sheet(sheet=rate_all(sheet), by=SYSTEM)
    peers = lines_for(sheet, sun)[3]
    assert ([row.rater for row in peers.rows], [row.points for row in peers.rows]) == ([None, None], [10, 10])
    assert {row.rater for row in lines_for(sheet, zheng)[3].rows} == {zhou, li}


@pytest.mark.req("PER-16")
def test_a_single_peer_cannot_be_anonymous_and_the_sheet_says_so(
    sheet: Sheet, rate_all: Callable[..., Sheet], sun: Person, zhou: Person
) -> None:
    compute_sheet(sheet=rate_all(sheet), by=SYSTEM)
    peers = lines_for(sheet, sun)[3]
    assert peers.lone_peer
    assert peers.rows[0].rater == zhou


def test_absent_and_forbidden_sheets_answer_alike(
    sheet: Sheet, chen: Person, zhou: Person, sun: Person, zheng: Person
) -> None:
    for person in (chen, zhou):
        with pytest.raises(Http404):
            access_sheet(sheet.pk, by=person, permission="performance.sheet.show", own=True)
    assert access_sheet(sheet.pk, by=sun, permission="performance.sheet.show", own=True) == sheet
    assert access_sheet(sheet.pk, by=zheng, permission="performance.sheet.show") == sheet
    with pytest.raises(Http404):
        access_sheet(sheet.pk, by=sun, permission="performance.computation.create")
