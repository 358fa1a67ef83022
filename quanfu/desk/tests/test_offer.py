"""Offered to the best, first claim wins, passed on when time runs out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at as moved_to
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.offer import claim_offer, decline_offer, offer_request, pass_on
from quanfu.desk.enums import OfferState, State
from quanfu.desk.models import Assignment, Offer, Request
from quanfu.org.models import Notification, Person, PersonSkill, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(heating: Skill, tang: Person) -> None:
    """A third person with the skill: sun, zhou, tang."""
    PersonSkill.objects.create(person=tang, skill=heating, level=2)


def states() -> dict[str, str]:
    return dict(Offer.objects.values_list("person__login", "state"))


def offered(request: Request) -> list[str]:
    return [offer.person.login for offer in offer_request(request=request, by=SYSTEM)]


def test_how_many_of_the_best_are_asked_is_a_setting(approved: Request, three: None) -> None:
    set_rule(code="desk.offer_people", value=2, by=SYSTEM)
    assert len(offered(approved)) == 2
    told = Notification.objects.filter(text__contains=approved.number, url="/desk/offers/")
    assert told.count() == 2


def test_first_claim_wins_and_the_others_see_that_somebody_was_faster(
    approved: Request, sun: Person, zhou: Person
) -> None:
    mine, late = offer_request(request=approved, by=SYSTEM)
    stale = Offer.objects.select_related("request").get(pk=late.pk)
    claim_offer(offer=mine, by=mine.person)
    with pytest.raises(AlreadyDone):
        claim_offer(offer=stale, by=late.person)
    assert states() == {mine.person.login: OfferState.CLAIMED, late.person.login: OfferState.MISSED}
    assert Assignment.objects.get().way == "offer"


def test_who_claims_has_accepted_the_work_order_by_that(approved: Request, sun: Person) -> None:
    offer_request(request=approved, by=SYSTEM)
    claim_offer(offer=Offer.objects.get(person=sun), by=sun)
    approved.refresh_from_db()
    assert approved.accepted_at is not None
    assert [order.state for order in approved.orders.all()] == ["accepted"]


def test_offer_made_to_somebody_else_cannot_be_claimed(approved: Request, sun: Person, zhou: Person) -> None:
    offer_request(request=approved, by=SYSTEM)
    with pytest.raises(Refused):
        claim_offer(offer=Offer.objects.get(person=sun), by=zhou)


def test_who_has_become_full_meanwhile_cannot_claim(approved: Request, sun: Person) -> None:
    offer_request(request=approved, by=SYSTEM)
    Person.objects.filter(pk=sun.pk).update(capacity=0)
    with pytest.raises(Refused):
        claim_offer(offer=Offer.objects.get(person=sun), by=Person.objects.get(pk=sun.pk))
    assert states()["sun"] == OfferState.OPEN


def test_when_time_runs_out_it_is_passed_on_to_the_next_best(approved: Request, three: None) -> None:
    set_rule(code="desk.offer_people", value=1, by=SYSTEM)
    set_rule(code="desk.offer_minutes", value=5, by=SYSTEM)
    (first,) = offered(approved)
    with moved_to(now() + timedelta(minutes=6)):
        run_jobs()
        assert states()[first] == OfferState.EXPIRED
        (second,) = Offer.objects.filter(state=OfferState.OPEN).values_list("person__login", flat=True)
    assert second != first


def test_before_its_time_an_offer_is_not_passed_on(approved: Request) -> None:
    offer_request(request=approved, by=SYSTEM)
    assert pass_on(request_id=approved.pk, number=1, by=SYSTEM) == []
    assert set(states().values()) == {OfferState.OPEN}


def test_claim_after_the_time_is_too_late(approved: Request, sun: Person) -> None:
    offer_request(request=approved, by=SYSTEM)
    with moved_to(now() + timedelta(hours=1)), pytest.raises(AlreadyDone):
        claim_offer(offer=Offer.objects.get(person=sun), by=sun)


def test_after_the_rounds_of_the_rule_the_head_is_told_to_assign(
    approved: Request, three: None, zheng: Person
) -> None:
    set_rule(code="desk.offer_people", value=1, by=SYSTEM)
    set_rule(code="desk.offer_rounds", value=2, by=SYSTEM)
    offer_request(request=approved, by=SYSTEM)
    for number in (1, 2):
        Offer.objects.filter(round=number).update(expires_at=now())
        pass_on(request_id=approved.pk, number=number, by=SYSTEM)
    assert Offer.objects.filter(state=OfferState.OPEN).count() == 0
    assert Notification.objects.filter(person=zheng, text__contains=approved.number).count() == 1
    assert Request.objects.get(pk=approved.pk).state == State.APPROVED


def test_when_all_have_declined_it_is_passed_on_at_once(approved: Request, three: None) -> None:
    set_rule(code="desk.offer_people", value=1, by=SYSTEM)
    (offer,) = offer_request(request=approved, by=SYSTEM)
    decline_offer(offer=offer, by=offer.person)
    assert states()[offer.person.login] == OfferState.DECLINED
    assert Offer.objects.filter(state=OfferState.OPEN, round=2).count() == 1


def test_assigning_by_hand_ends_the_offers(approved: Request, sun: Person, wu: Person) -> None:
    offer_request(request=approved, by=SYSTEM)
    assign_request(request=approved, person=sun, by=wu)
    assert set(states().values()) == {OfferState.MISSED}


def test_offering_twice_offers_once(approved: Request) -> None:
    assert len(offered(approved)) == 2
    assert offered(approved) == []


def test_offers_page_shows_mine_and_claims_with_one_press(
    client_of: Callable[[Person], Client], approved: Request, sun: Person, li: Person
) -> None:
    offer_request(request=approved, by=SYSTEM)
    assert approved.subject in client_of(sun).get("/desk/offers/").content.decode()
    assert approved.subject not in client_of(li).get("/desk/offers/").content.decode()
    pk = Offer.objects.get(person=sun).pk
    assert client_of(li).post(f"/desk/offers/{pk}/claim/").status_code == 404
    assert client_of(sun).post(f"/desk/offers/{pk}/claim/").status_code == 303
    assert client_of(sun).post(f"/desk/offers/{pk}/claim/").status_code == 409
    assert Request.objects.get().responsible == sun


def test_offers_page_asks_the_same_for_many(
    client_of: Callable[[Person], Client], make_request: Callable[..., Request], sun: Person
) -> None:
    def make(count: int) -> None:
        for _n in range(count):
            Offer.objects.create(
                request=make_request(),
                person=sun,
                offered_at=now(),
                expires_at=now() + timedelta(minutes=9),
            )

    make(1)
    client = client_of(sun)
    assert_query_count_constant(lambda: client.get("/desk/offers/"), lambda: make(30))
