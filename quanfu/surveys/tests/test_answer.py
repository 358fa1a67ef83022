"""What customers think of how they were served."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from quanfu.core.access import Scope
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import at, now
from quanfu.core.errors import Refused
from quanfu.core.models import JournalEntry
from quanfu.core.testing import assert_query_count_constant, counted_queries
from quanfu.desk.enums import State
from quanfu.desk.models import Investigation, Request
from quanfu.desk.queries.figures import Cut, Slice
from quanfu.surveys.actions.answer import record_answer, record_phone_answer, record_sms_answer
from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.models import Answer, AnswerChange, Invitation
from quanfu.surveys.queries.answer import answers_of
from quanfu.surveys.queries.figures import Ratings, ratings_of_people, satisfaction_cut
from quanfu.surveys.queries.sms import read_points, read_rating

pytestmark = pytest.mark.django_db
WANG = visitor("王建国")
FULL = {"quality": 5, "attitude": 4, "speed": 4}


def rate(invitation: Invitation, text: str = "", way: str = AnswerWay.ONLINE, **items: int) -> Answer:
    invitation = Invitation.objects.get(pk=invitation.pk)
    return record_answer(invitation=invitation, items=items or FULL, text=text, way=way, by=WANG)


@pytest.mark.req("EVA-5")
def test_points_and_words_are_both_kept_and_the_score_is_their_average(invitation: Invitation) -> None:
    answer = rate(invitation, "师傅很细心")
    answer.refresh_from_db()
    assert (answer.items, answer.text, answer.score) == (FULL, "师傅很细心", Decimal("4.33"))


@pytest.mark.req("EVA-7")
def test_a_rating_is_credited_to_who_handled_the_request(invitation: Invitation, sun: Any) -> None:
    answer = rate(invitation)
    assert answer.person == sun
    event = JournalEntry.objects.get(event="surveys.answer.recorded")
    assert event.data == {"request": invitation.request.number, "person": sun.pk, "way": "online"}
    assert Request.objects.get(pk=invitation.request_id).state == State.RATED


def test_who_takes_the_request_over_later_gets_no_credit(invitation: Invitation, sun: Any, zhou: Any) -> None:
    Request.objects.filter(pk=invitation.request_id).update(responsible=zhou)
    assert rate(invitation).person == sun


@pytest.mark.req("REQ-8")
def test_a_rating_before_feedback_is_refused(done_request: Any, li: Any) -> None:
    with pytest.raises(Refused):
        record_phone_answer(request=done_request(), items=FULL, text="", by=li)
    assert not Answer.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "items", [{}, {"quality": 5}, {**FULL, "speed": 6}, {**FULL, "speed": 0}, {**FULL, "speed": True}]
)
def test_a_rating_must_be_whole_and_on_the_scale(items: Any, invitation: Invitation) -> None:
    with pytest.raises(Refused):
        record_answer(invitation=invitation, items=items, text="", way=AnswerWay.ONLINE, by=WANG)


def test_too_long_a_text_is_refused_beside_its_field(invitation: Invitation) -> None:
    with pytest.raises(Refused) as refused:
        rate(invitation, "很" * 1001)
    assert refused.value.field == "text"


@pytest.mark.req("EVA-15")
def test_using_the_link_again_keeps_the_old_rating_and_logs_the_change(invitation: Invitation) -> None:
    rate(invitation, "好")
    answer = rate(invitation, "后来又坏了", quality=3, attitude=4, speed=3)
    answer.refresh_from_db()
    assert (answer.score, answer.text) == (Decimal("4.33"), "好")
    change = AnswerChange.objects.get()
    assert (change.old["score"], change.new["score"], change.counted) == ("4.33", "3.33", False)
    assert Answer.objects.count() == 1
    assert JournalEntry.objects.get(event="surveys.answer.changed").changes == {"score": ["4.33", "3.33"]}


def test_the_same_rating_once_more_is_no_change(invitation: Invitation) -> None:
    rate(invitation, "好")
    rate(invitation, "好")
    assert not AnswerChange.objects.exists()


def test_a_second_change_starts_from_the_first(invitation: Invitation) -> None:
    for points in (5, 3, 4):
        rate(invitation, quality=points, attitude=points, speed=points)
    assert [(c.old["score"], c.new["score"]) for c in AnswerChange.objects.order_by("id")] == [
        ("5.00", "3.00"),
        ("3.00", "4.00"),
    ]


def test_a_rule_makes_the_last_rating_count(invitation: Invitation, set_rule: Any) -> None:
    set_rule("surveys.changed_answer_counts", True)
    rate(invitation)
    rate(invitation, quality=3, attitude=3, speed=3)
    assert Answer.objects.get().score == 3
    assert AnswerChange.objects.get().old["score"] == "4.33"


def test_for_how_long_a_rating_may_be_changed_is_set(invitation: Invitation, set_rule: Any) -> None:
    set_rule("surveys.change_days", 30)
    rate(invitation)
    with at(now() + timedelta(days=29)):
        rate(invitation, quality=1, attitude=1, speed=1)
    with at(now() + timedelta(days=31)), pytest.raises(Refused):
        rate(invitation, quality=2, attitude=2, speed=2)


def test_how_long_the_words_may_be_is_set(invitation: Invitation, set_rule: Any) -> None:
    set_rule("surveys.longest_text", 100)
    with pytest.raises(Refused):
        rate(invitation, "很" * 101)
    assert rate(invitation, "很" * 100).text == "很" * 100


def test_who_counts_as_satisfied_and_who_as_not_is_set(
    invitation: Invitation, sun: Any, set_rule: Any
) -> None:
    rate(invitation, quality=3, attitude=3, speed=3)

    def found() -> tuple[int, int]:
        ratings = ratings_of_people([sun.pk], now() - timedelta(days=1), now() + timedelta(days=1))[sun.pk]
        return ratings.satisfied, ratings.dissatisfied

    assert found() == (0, 0)
    set_rule("surveys.satisfied_from", "3")
    assert found() == (1, 0)
    set_rule("surveys.dissatisfied_to", "3")
    assert found() == (1, 1)


def test_after_two_weeks_a_rating_stays_as_it_is(invitation: Invitation) -> None:
    rate(invitation)
    with at(now() + timedelta(days=15)), pytest.raises(Refused):
        rate(invitation, quality=1, attitude=1, speed=1)


@pytest.mark.req("EVA-8")
def test_a_score_of_two_opens_an_investigation_with_owner_and_date(invitation: Invitation) -> None:
    rate(invitation, "没人来", quality=2, attitude=2, speed=2)
    investigation = Investigation.objects.get(request=invitation.request)
    assert (investigation.score, investigation.reason) == (2, "没人来")
    assert investigation.owner is not None
    assert investigation.due_at > now()


def test_up_to_which_score_it_is_looked_into_is_set(invitation: Invitation, set_rule: Any) -> None:
    set_rule("surveys.low_score", "3")
    rate(invitation, quality=3, attitude=3, speed=3)
    assert Investigation.objects.filter(request=invitation.request).exists()


def test_a_better_score_opens_none(invitation: Invitation) -> None:
    rate(invitation, quality=3, attitude=2, speed=2)
    assert not Investigation.objects.exists()


def test_a_change_to_a_low_score_is_investigated_too(invitation: Invitation) -> None:
    rate(invitation)
    rate(invitation, quality=1, attitude=1, speed=1)
    assert Investigation.objects.get().score == 1


@pytest.mark.req("EVA-3")
def test_an_sms_answer_of_five_makes_the_rating_five(company: Any, invitation: Invitation) -> None:
    answer = record_sms_answer(company=company, phone="+86 138 0000 0001", text="5", by=SYSTEM)
    assert (answer.request_id, answer.score, answer.way) == (invitation.request_id, 5, AnswerWay.SMS)


def test_an_sms_answer_means_the_latest_open_invitation(company: Any, told_request: Any) -> None:
    first, second = told_request(), told_request()
    assert (
        record_sms_answer(company=company, phone="13800000001", text="4", by=SYSTEM).request_id == second.pk
    )
    assert record_sms_answer(company=company, phone="13800000001", text="3", by=SYSTEM).request_id == first.pk
    with pytest.raises(Refused):
        record_sms_answer(company=company, phone="13800000001", text="5", by=SYSTEM)


def test_an_sms_to_another_company_rates_nothing_of_ours(other_company: Any, invitation: Invitation) -> None:
    with pytest.raises(Refused):
        record_sms_answer(company=other_company, phone="13800000001", text="5", by=SYSTEM)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("5", 5), ("５", 5), ("5分", 5), ("4 分，师傅很好", 4), ("给3星", 3), ("五分", 5), ("非常满意", 5), ("满意", 4), ("一般", 3),
        ("不太满意", 2), ("不满意！", 2), ("非常不满意", 1), ("Very satisfied", 5), ("not satisfied", 2),
        ("6", None), ("0", None), ("10", None), ("4.5", None), ("你好", None), ("", None), ("第一次来，没修好", None),
    ],
)  # fmt: skip
def test_what_an_sms_says_is_read(text: str, points: int | None) -> None:
    assert read_points(text) == points


@pytest.mark.parametrize(
    ("text", "rating"),
    [("5", (5, "")), (" ５分 ", (5, "")), ("4 分，师傅很好", (4, "师傅很好")), ("3. 来晚了", (3, "来晚了")), ("非常满意！", (5, "")), ("4号楼没水", None),
     ("2单元漏水，5楼", None), ("6", None), ("10", None), ("满意度怎么查", None), ("", None)],
)  # fmt: skip
def test_only_what_is_meant_as_a_rating_is_one(text: str, rating: tuple[int, str] | None) -> None:
    assert read_rating(text) == rating


def test_a_rating_by_phone_is_typed_in_at_the_request(told_request: Any, li: Any, client_of: Any) -> None:
    request = told_request()
    client = client_of(li)
    url = reverse("surveys:answer.create", args=[request.number])
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"quality": "5", "text": "谢谢"})
    assert wrong.status_code == 422
    assert "谢谢" in wrong.content.decode()
    assert client.post(url, {**dict.fromkeys(FULL, "4"), "text": "谢谢"}).status_code == 303
    answer = Answer.objects.get()
    assert (answer.way, answer.author, answer.score) == (AnswerWay.PHONE, li.name, 4)


def test_the_phone_form_opens_before_feedback_without_writing_anything(
    done_request: Any, li: Any, client_of: Any
) -> None:
    url = reverse("surveys:answer.create", args=[done_request().number])
    assert client_of(li).get(url).status_code == 200
    assert not Invitation.objects.exists()


def test_staff_see_ratings_of_their_own_units_only(
    invitation: Invitation, zheng: Any, chen: Any, client_of: Any
) -> None:
    answer = rate(invitation, "师傅很细心")
    page = client_of(zheng).get(reverse("surveys:answer.index")).content.decode()
    assert "师傅很细心" in page
    assert client_of(zheng).get(reverse("surveys:answer.show", args=[answer.pk])).status_code == 200
    assert client_of(chen).get(reverse("surveys:answer.show", args=[answer.pk])).status_code == 404


def test_a_rating_shows_the_original_beside_its_changes(
    invitation: Invitation, zheng: Any, client_of: Any
) -> None:
    rate(invitation, "第一句")
    answer = rate(invitation, "第二句", quality=1, attitude=1, speed=1)
    page = client_of(zheng).get(reverse("surveys:answer.show", args=[answer.pk])).content.decode()
    assert "第一句" in page
    assert "第二句" in page


@pytest.mark.parametrize(
    "wish", [{"score": "low"}, {"way": "sms"}, {"until": "2020-01-01"}, {"since": "9999-12-31"}]
)
def test_the_list_narrows(wish: dict[str, str], invitation: Invitation, zheng: Any, client_of: Any) -> None:
    rate(invitation, "师傅很细心")
    client = client_of(zheng)
    assert "师傅很细心" not in client.get(reverse("surveys:answer.index"), wish).content.decode()
    assert (
        "师傅很细心"
        in client.get(
            reverse("surveys:answer.index"), {"score": "high", "until": "nonsense"}
        ).content.decode()
    )


def test_the_panel_follows_invitation_and_rating(told_request: Any, li: Any, client_of: Any) -> None:
    request = told_request()
    client, url = client_of(li), reverse("surveys:answer.panel", args=[request.number])
    assert reverse("surveys:answer.create", args=[request.number]) in client.get(url).content.decode()
    rate(Invitation.objects.get(request=request), "师傅很细心")
    assert "师傅很细心" in client.get(url).content.decode()


def many(told_request: Any, scores: list[int]) -> None:
    for points in scores:
        rate(Invitation.objects.get(request=told_request()), quality=points, attitude=points, speed=points)


@pytest.mark.req("EVA-13")
def test_figures_of_a_person_are_right_and_take_one_query(told_request: Any, sun: Any, zhou: Any) -> None:
    start = now() - timedelta(minutes=1)
    many(told_request, [5, 5, 4, 2, 1])
    end = now() + timedelta(minutes=1)
    with counted_queries() as queries:
        figures = ratings_of_people([sun.pk, zhou.pk], start, end)
    assert len(queries) == 1
    assert list(figures) == [sun.pk]
    ratings = figures[sun.pk]
    assert (ratings.count, ratings.average) == (5, Decimal("3.40"))
    assert (ratings.satisfied_share, ratings.dissatisfied_share) == (Decimal("60.0"), Decimal("40.0"))
    assert ratings_of_people([sun.pk], end, end + timedelta(days=1)) == {}
    assert [answer.score for answer in answers_of(sun, start, end)] == [5, 5, 4, 2, 1]


def test_nobody_asked_is_neither_satisfied_nor_not() -> None:
    assert (Ratings().average, Ratings().satisfied_share) == (None, None)


def test_figures_of_a_slice_are_one_grouped_query_each(
    told_request: Any, company: Any, other_company: Any, sun: Any
) -> None:
    start = now() - timedelta(minutes=1)
    many(told_request, [5, 4, 1])
    end = now() + timedelta(minutes=1)
    ours = Slice(start, end, Scope(companies=frozenset({company.pk})))
    with counted_queries() as queries:
        (whole,) = satisfaction_cut(ours).values()
        by_person = satisfaction_cut(ours, Cut.PERSON)
        by_time = satisfaction_cut(ours, borders=[start, end])
    assert len(queries) == 3
    assert by_person == {(sun.pk, 0): whole}
    assert by_time == {(0, 0): whole}
    assert (whole.count, whole.satisfied, whole.dissatisfied, whole.average) == (3, 2, 1, Decimal("3.33"))
    theirs = Slice(start, end, Scope(companies=frozenset({other_company.pk})))
    assert sum(satisfaction_cut(theirs).values(), Ratings()) == Ratings()
    assert whole + Ratings() == whole


def test_thirds_do_not_drift(told_request: Any, sun: Any) -> None:
    """Three scores of 4.33 are 4.33 on the average, on every engine."""
    start = now() - timedelta(minutes=1)
    for _n in range(3):
        rate(Invitation.objects.get(request=told_request()))
    ratings = ratings_of_people([sun.pk], start, now() + timedelta(minutes=1))[sun.pk]
    assert (ratings.hundredths, ratings.average) == (1299, Decimal("4.33"))


def test_the_list_takes_the_same_queries_for_one_and_for_more(
    told_request: Any, zheng: Any, client_of: Any
) -> None:
    many(told_request, [5])
    client = client_of(zheng)
    assert_query_count_constant(
        lambda: client.get(reverse("surveys:answer.index")), lambda: many(told_request, [4] * 5)
    )
