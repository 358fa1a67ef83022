from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from quanfu.channels.enums import Way
from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.desk.enums import CallbackState, Occasion, State
from quanfu.desk.models import Callback, Request, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.performance.actions.sheet import compute_sheet, open_sheet
from quanfu.performance.actions.weight import set_weights
from quanfu.performance.enums import Group
from quanfu.performance.models import Sheet
from quanfu.performance.queries.indicators import answers_behind, indicators_of
from quanfu.performance.tests.conftest import MAY, POINTS
from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.models import Answer, Invitation, Questionnaire

pytestmark = pytest.mark.django_db
MAY_20 = datetime(2026, 5, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
JUNE_2 = MAY_20 + timedelta(days=13)
WITH_CUSTOMERS = {
    Group.DEPARTMENT_HEAD: 45,
    Group.MARKETING_HEAD: 18,
    Group.PRODUCTION_HEAD: 17,
    Group.PEERS: 10,
    Group.CUSTOMERS: 10,
}


@pytest.fixture
def rated(
    company: Unit, station: Unit, sun: Person, make_request: Callable[..., Request]
) -> Callable[..., Answer]:
    """rated(4.5, at=…): a customer rated work of sun."""
    sheet = Questionnaire.objects.create(company=company, code="q", name="满意度")

    def rate(score: float, *, at: datetime = MAY_20, person: Person = sun) -> Answer:
        request = make_request()
        invitation = Invitation.objects.create(
            request=request, company=company, questionnaire=sheet, way=Way.SMS, at=at
        )
        return Answer.objects.create(
            invitation=invitation, request=request, company=company, unit=station, person=person, score=f"{score:.2f}",
            way=AnswerWay.SMS, author="王", at=at,
        )  # fmt: skip

    return rate


def appraise(sun: Person, rate_all: Callable[..., Sheet]) -> Sheet:
    with clock.at(JUNE_2):
        return compute_sheet(sheet=rate_all(open_sheet(person=sun, period=MAY, by=SYSTEM)), by=SYSTEM)


@pytest.mark.req("EVA-7", "PER-9")
@pytest.mark.usefixtures("heads")
def test_the_indicator_is_the_average_of_the_persons_ratings_of_the_period(
    sun: Person, zhou: Person, rated: Callable[..., Answer], rate_all: Callable[..., Sheet]
) -> None:
    for score in (5, 4, 4.5):
        rated(score)
    rated(1, at=MAY_20 + timedelta(days=20))
    rated(1, person=zhou)
    sheet = appraise(sun, rate_all)
    facts = indicators_of(sheet)
    assert (facts.rating, facts.ratings) == (Decimal("4.50"), 3)
    assert answers_behind(sheet).count() == 3
    assert sheet.score == 90  # of weight 0 the indicator is shown and moves nothing (AMB-41)


@pytest.mark.req("EVA-7")
@pytest.mark.usefixtures("heads")
def test_with_a_weight_the_rating_part_uses_the_customers_ratings(
    company: Unit, sun: Person, rated: Callable[..., Answer], rate_all: Callable[..., Sheet]
) -> None:
    with clock.at(MAY_20):
        set_weights(company=company, points=WITH_CUSTOMERS, since=MAY_20.date(), by=SYSTEM)
    rated(5)
    rated(4)
    sheet = appraise(sun, rate_all)
    assert sheet.lines.get(group=Group.CUSTOMERS).points == 9
    assert sheet.score == sum(POINTS.values()) + 9


@pytest.mark.req("PER-19")
@pytest.mark.usefixtures("heads")
def test_without_any_rating_the_customers_part_has_to_be_waived(
    company: Unit, sun: Person, rate_all: Callable[..., Sheet]
) -> None:
    with clock.at(MAY_20):
        set_weights(company=company, points=WITH_CUSTOMERS, since=MAY_20.date(), by=SYSTEM)
    with pytest.raises(Refused, match=r"Customers|客户"):
        appraise(sun, rate_all)


@pytest.mark.req("EVA-7")
@pytest.mark.usefixtures("heads")
def test_what_was_computed_stays_when_ratings_come_later(
    sun: Person, rated: Callable[..., Answer], rate_all: Callable[..., Sheet]
) -> None:
    rated(5)
    sheet = appraise(sun, rate_all)
    rated(1)
    assert indicators_of(Sheet.objects.get(pk=sheet.pk)).rating == 5


@pytest.mark.req("FBK-14")
@pytest.mark.usefixtures("heads")
def test_with_a_weight_the_return_visit_rate_moves_the_score_and_so_the_pay(
    company: Unit,
    sun: Person,
    zhao: Person,
    repair_type: ServiceType,
    make_request: Callable[..., Request],
    rate_all: Callable[..., Sheet],
) -> None:
    """Ten orders finished, nine customers called: 90 % of the ten points that the rule gives the rate."""
    weights = {**WITH_CUSTOMERS, Group.CUSTOMERS: 0, Group.RETURN_CALLS: 10}
    with clock.at(MAY_20):
        set_weights(company=company, points=weights, since=MAY_20.date(), by=SYSTEM)
    for number in range(10):
        request = make_request(service_type=repair_type)
        Request.objects.filter(pk=request.pk).update(
            state=State.DONE, responsible=sun, done_at=MAY_20, company=company, unit=sun.unit
        )
        if number < 9:
            Callback.objects.create(
                company=company, unit=sun.unit, occasion=Occasion.JOB, request=request, assignee=zhao, due_from=MAY_20,
                planned_at=MAY_20, due_at=MAY_20, state=CallbackState.DONE, done_at=MAY_20, done_by=zhao,
            )  # fmt: skip
    sheet = appraise(sun, rate_all)
    assert indicators_of(sheet).return_visit_rate == 90
    assert sheet.lines.get(group=Group.RETURN_CALLS).points == 9
    assert sheet.score == sum(POINTS.values()) + 9
