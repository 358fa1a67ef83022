"""Passing complaints and opinions to departments: answered, sent back, climbing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quanfu.core import clock
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.actions.referral import answer_referral, climb_referrals, refer_request, return_referral
from quanfu.desk.enums import Kind, ReferralEnd
from quanfu.desk.models import Referral, Request
from quanfu.org.models import Notification, Person, Unit
from quanfu.org.queries.unit import common_superior

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.fixture
def complaint(make_request: Make) -> Request:
    return make_request(kind=Kind.COMPLAINT, subject="阀门坏了没人管")


@pytest.mark.req("CMP-12")
def test_the_front_desk_sees_department_step_and_date_at_once(
    complaint: Request, station: Unit, li: Person, client_of: Callable[[Person], Client]
) -> None:
    referral = refer_request(request=complaint, unit=station, step="查明阀门批次", by=li)
    page = client_of(li).get(f"/desk/complaints/{complaint.number}/panel/").content.decode()
    assert station.name in page and "查明阀门批次" in page
    assert f"{timezone.localtime(referral.due_at):%H:%M}" in page


@pytest.mark.req("CMP-13")
def test_what_is_not_answered_in_four_hours_climbs_and_all_are_told(
    complaint: Request, team: Unit, sun: Person, zhao: Person, li: Person
) -> None:
    team.head = sun
    team.save(update_fields=["head"])
    referral = refer_request(request=complaint, unit=team, step="上门处理", by=li)
    assert abs(referral.due_at - referral.at - timedelta(hours=4)) < timedelta(seconds=1)
    with clock.at(now() + timedelta(hours=3, minutes=59)):
        assert climb_referrals() == 0
    with clock.at(referral.due_at):
        assert climb_referrals() == 1
        assert climb_referrals() == 0, "once a limit, however often the job runs"
    referral.refresh_from_db()
    complaint.refresh_from_db()
    assert (referral.level, referral.person, complaint.responsible, complaint.owner) == (2, zhao, zhao, li)
    told = set(
        Notification.objects.filter(text__contains="2", url__contains="/referrals/").values_list(
            "person__login", flat=True
        )
    )
    assert {"li", "sun", "zhao"} <= told


def test_it_goes_on_climbing_and_stays_with_the_highest(
    complaint: Request, station: Unit, zhao: Person, zheng: Person, li: Person
) -> None:
    referral = refer_request(request=complaint, unit=station, step="上门处理", by=li)
    for hours in (4, 8, 12, 100):
        with clock.at(now() + timedelta(hours=hours)):
            climb_referrals()
    referral.refresh_from_db()
    assert (referral.person, referral.next_at, referral.ended_at) == (zheng, None, None)


@pytest.mark.req("CMP-11")
def test_the_second_return_goes_to_the_common_superior(
    complaint: Request, station: Unit, zhao: Person, li: Person, zheng: Person, company: Unit
) -> None:
    first = refer_request(request=complaint, unit=station, step="查明原因", by=li)
    assert return_referral(referral=first, answer="不归我们", by=zhao) is None
    complaint.refresh_from_db()
    assert complaint.responsible == li
    second = refer_request(request=complaint, unit=station, step="请再查", by=li)
    up = return_referral(referral=second, answer="还是不归我们", by=zhao)
    complaint.refresh_from_db()
    assert up is not None and (up.unit, up.person, complaint.responsible) == (company, zheng, zheng)


def test_an_answer_brings_it_back_to_the_contact_owner(
    complaint: Request, station: Unit, zhao: Person, li: Person
) -> None:
    referral = refer_request(request=complaint, unit=station, step="查明原因", by=li)
    with pytest.raises(Refused):
        answer_referral(referral=referral, answer=" ", by=zhao)
    answer_referral(referral=referral, answer="批次缺陷，已换", by=zhao)
    complaint.refresh_from_db()
    assert (complaint.responsible, Referral.objects.get().end) == (li, ReferralEnd.ANSWERED)
    with pytest.raises(AlreadyDone):
        answer_referral(referral=referral, answer="再答", by=zhao)


@pytest.mark.req("FBK-18")
def test_an_opinion_that_a_department_does_not_answer_by_its_date_is_escalated(
    make_request: Make, station: Unit, li: Person, zhao: Person, zheng: Person
) -> None:
    opinion = make_request(kind=Kind.SUGGESTION, subject="阀门手柄太紧")
    referral = refer_request(
        request=opinion, unit=station, step="评估手柄力矩", due_at=now() + timedelta(days=2), by=li
    )
    opinion.refresh_from_db()
    assert opinion.responsible == li, "an opinion leaves its request where it is"
    with clock.at(now() + timedelta(days=2, minutes=1)):
        assert climb_referrals() == 1
    referral.refresh_from_db()
    assert (referral.level, referral.person) == (2, zheng)
    assert Notification.objects.filter(person=zheng, url=f"/desk/referrals/{referral.pk}/").exists()


def test_the_common_superior_is_the_lowest_that_stands_over_both(
    company: Unit, station: Unit, team: Unit, front: Unit
) -> None:
    assert common_superior(front, station) == company
    assert common_superior(team, station) == station
    assert common_superior(team, team) == station
