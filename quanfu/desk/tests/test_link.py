"""Requests that belong together: linked, split off, merged, and warned of."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from quanfu.channels.models import Message
from quanfu.core.clock import at, now
from quanfu.core.errors import AlreadyDone, Http404, Refused
from quanfu.core.testing import counted_queries
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.link import link_requests, split_note, unlink_requests
from quanfu.desk.actions.merge import merge_request, undo_merge
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import State
from quanfu.desk.models import Merge, Request, ServiceType
from quanfu.desk.queries.duplicate import duplicates_for, similarity
from quanfu.desk.queries.link import access_link, related_of
from quanfu.desk.queries.timeline import timeline_of
from quanfu.org.models import Person
from quanfu.sla.models import Clock

pytestmark = pytest.mark.django_db


def running(request: Request) -> int:
    return Clock.objects.filter(request=request, state="running").count()


def test_a_merged_duplicate_is_closed_and_its_clocks_are_cancelled(
    make_request: Callable[..., Request], li: Person
) -> None:
    main, duplicate = make_request(), make_request()
    assert running(duplicate) > 0
    merge_request(request=duplicate, main=main, by=li)
    duplicate.refresh_from_db()
    assert duplicate.state == State.CLOSED and running(duplicate) == 0 and running(main) > 0
    with pytest.raises(Refused):
        merge_request(request=duplicate, main=main, by=li)


def test_notes_of_a_merged_duplicate_stand_in_the_history_of_the_main_one(
    make_request: Callable[..., Request], li: Person
) -> None:
    main, duplicate = make_request(), make_request(body="厨房也不热")
    add_note(request=duplicate, kind="note", text="客户又打来了", by=li)
    merge_request(request=duplicate, main=main, by=li)
    line = next(line for line in timeline_of(main) if line.text == "客户又打来了")
    assert duplicate.number in line.title


def test_the_customer_is_told_of_a_merging_only_if_chosen(
    make_request: Callable[..., Request], li: Person
) -> None:
    main = make_request()
    merge_request(request=make_request(), main=main, by=li)
    assert not Message.objects.exists()
    told = make_request()
    merge_request(request=told, main=main, tell=True, by=li)
    assert main.number in Message.objects.get(request_number=told.number).text


def test_another_customer_hears_no_number_that_is_not_theirs(
    make_request: Callable[..., Request], li: Person
) -> None:
    main, told = make_request(), make_request(contact_phone="13700000007", customer=None, contact_name="邻居")
    merge_request(request=told, main=main, tell=True, by=li)
    assert main.number not in Message.objects.get(request_number=told.number).text


def test_merging_is_taken_back_within_the_time_and_the_clocks_run_again(
    make_request: Callable[..., Request], li: Person, set_rule: Callable[..., None]
) -> None:
    set_rule("desk.merge_undo_minutes", 30)
    main, duplicate = make_request(), make_request()
    before = running(duplicate)
    merge = merge_request(request=duplicate, main=main, by=li)
    with at(now() + timedelta(minutes=31)), pytest.raises(Refused):
        undo_merge(merge=Merge.objects.get(pk=merge.pk), by=li)
    undo_merge(merge=Merge.objects.get(pk=merge.pk), by=li)
    duplicate.refresh_from_db()
    assert (
        duplicate.state == State.REGISTERED and duplicate.closed_at is None and running(duplicate) == before
    )
    assert not related_of(main, li)
    with pytest.raises(AlreadyDone):
        undo_merge(merge=Merge.objects.get(pk=merge.pk), by=li)


def test_work_that_has_begun_is_not_merged_away(
    ordered: Request, make_request: Callable[..., Request], li: Person
) -> None:
    ordered.refresh_from_db()
    with pytest.raises(Refused):
        merge_request(request=ordered, main=make_request(), by=li)


def test_a_note_becomes_a_request_of_its_own_and_both_are_linked(
    make_request: Callable[..., Request], li: Person
) -> None:
    origin = make_request()
    note = add_note(request=origin, kind="call", text="另外，发票还没收到。", by=li)
    made = split_note(note=note, subject="发票", by=li)
    assert (made.body, made.customer, made.state) == (
        "另外，发票还没收到。",
        origin.customer,
        State.REGISTERED,
    )
    assert [other for _link, other in related_of(origin, li).split_off] == [made]
    assert [other for _link, other in related_of(made, li).split_from] == [origin]
    with pytest.raises(AlreadyDone):
        split_note(note=note, subject="发票", by=li)


def test_a_parent_is_closed_after_its_children(
    make_request: Callable[..., Request], enquiry_type: ServiceType, li: Person
) -> None:
    parent, child = make_request(service_type=enquiry_type), make_request(service_type=enquiry_type)
    link_requests(request=parent, other=child, kind="parent", by=li)
    with pytest.raises(Refused) as refused:
        close_request(request=parent, reason="重复", by=li)
    assert child.number in str(refused.value)
    close_request(request=child, reason="重复", by=li)
    assert close_request(request=parent, reason="重复", by=li).pk


def test_families_are_one_level_deep(make_request: Callable[..., Request], li: Person) -> None:
    top, middle, low = make_request(), make_request(), make_request()
    link_requests(request=top, other=middle, kind="parent", by=li)
    for parent, child in ((middle, low), (low, top), (low, middle)):
        with pytest.raises(Refused):
            link_requests(request=parent, other=child, kind="parent", by=li)
    with pytest.raises(AlreadyDone):
        link_requests(request=top, other=middle, kind="parent", by=li)


def test_a_link_is_the_same_from_both_sides_and_can_be_taken_away(
    make_request: Callable[..., Request], li: Person
) -> None:
    one, two = make_request(), make_request()
    link = link_requests(request=one, other=two, kind="related", by=li)
    with pytest.raises(AlreadyDone):
        link_requests(request=two, other=one, kind="related", by=li)
    with pytest.raises(Refused):
        link_requests(request=one, other=one, kind="related", by=li)
    assert related_of(one, li).related[0][1] == two and related_of(two, li).related[0][1] == one
    unlink_requests(link=link, by=li)
    assert not related_of(one, li)


def test_links_show_and_name_nothing_out_of_reach(
    make_request: Callable[..., Request], li: Person, sun: Person, chen: Person
) -> None:
    one, two = make_request(), make_request()
    link = link_requests(request=one, other=two, kind="related", by=li)
    Request.objects.filter(pk=one.pk).update(responsible=sun)
    assert related_of(one, li) and not related_of(one, sun)
    for by in (sun, chen):
        with pytest.raises(Http404):
            access_link(link.pk, by=by)


def test_the_same_caller_with_an_open_or_similar_request_is_warned_of_in_one_query(
    make_request: Callable[..., Request], li: Person, set_rule: Callable[..., None]
) -> None:
    still_open = make_request(subject="水费疑问")
    similar = make_request(subject="客厅暖气不热")
    other = make_request(subject="缴费")
    old = make_request(subject="暖气不热")
    Request.objects.filter(pk__in=[similar.pk, other.pk, old.pk]).update(state=State.CLOSED, closed_at=now())
    Request.objects.filter(pk=old.pk).update(opened_at=now() - timedelta(days=8))
    make_request(contact_phone="13700000007", customer=None, subject="暖气不热")
    li.may("desk.request.show")
    with counted_queries() as asked:
        found = duplicates_for(li, phone="138-0000-0001", subject="暖气不热了")
    assert len(asked) == 1
    assert [(one.request, one.similar) for one in found] == [(similar, True), (still_open, False)]
    set_rule("desk.duplicate_days", 10)
    assert {one.request for one in duplicates_for(li, phone="13800000001", subject="暖气不热")} >= {old}
    set_rule("desk.duplicate_similarity", 100)
    assert {one.request for one in duplicates_for(li, phone="13800000001", subject="暖气 不热")} == {
        old,
        still_open,
    }


def test_nobody_is_warned_of_what_they_may_not_see(
    make_request: Callable[..., Request], chen: Person, sun: Person
) -> None:
    make_request()
    assert duplicates_for(chen, phone="13800000001") == duplicates_for(sun, phone="13800000001") == []


@pytest.mark.parametrize(
    ("one", "two", "percent"),
    [("暖气不热", "暖气不热", 100), ("暖气不热", "漏水", 0), ("", "", 100), ("A", "a ", 100)],
)
def test_likeness_of_subjects(one: str, two: str, percent: int) -> None:
    assert similarity(one, two) == percent
