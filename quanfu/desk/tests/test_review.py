from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.errors import Refused
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.review import explain_refusal, review_request
from quanfu.desk.enums import State
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.fixture
def in_review(make_request: Make, repair_type: ServiceType, qian: Person) -> Request:
    request = make_request()
    classify_request(request=request, service_type=repair_type, by=qian)
    return request


@pytest.mark.req("REQ-4")
@pytest.mark.parametrize(
    ("reasonable", "feasible", "field"), [(None, True, "reasonable"), (True, None, "feasible")]
)
def test_review_without_both_judgements_is_refused(
    in_review: Request, qian: Person, reasonable: bool | None, feasible: bool | None, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        review_request(request=in_review, reasonable=reasonable, feasible=feasible, by=qian)
    assert refused.value.field == field
    assert Request.objects.get().state == State.IN_REVIEW


@pytest.mark.req("REQ-4")
def test_review_keeps_reviewer_result_and_reason(in_review: Request, qian: Person) -> None:
    review = review_request(
        request=in_review, reasonable=True, feasible=False, reason="不在供热范围", by=qian
    )
    assert (review.by, review.approved, review.reason) == (qian, False, "不在供热范围")
    assert in_review.state == State.REFUSED


def test_refusing_without_a_reason_is_refused(in_review: Request, qian: Person) -> None:
    with pytest.raises(Refused) as refused:
        review_request(request=in_review, reasonable=False, feasible=True, by=qian)
    assert refused.value.field == "reason"


@pytest.mark.req("REQ-5")
def test_refused_request_closes_only_after_the_customer_was_told_why(
    in_review: Request, qian: Person
) -> None:
    review_request(request=in_review, reasonable=False, feasible=True, reason="不属于本公司", by=qian)
    with pytest.raises(Refused):
        close_request(request=in_review, by=qian)
    explain_refusal(request=in_review, way="phone", text="已说明应联系物业", by=qian)
    close_request(request=in_review, by=qian)
    assert in_review.state == State.CLOSED


@pytest.mark.req("REQ-6")
def test_request_that_is_not_approved_cannot_be_ordered(in_review: Request, sun: Person, wu: Person) -> None:
    with pytest.raises(Refused):
        assign_request(request=in_review, person=sun, by=wu)


@pytest.mark.req("REQ-7")
def test_person_without_the_qualification_cannot_accept(
    make_request: Make, repair_type: ServiceType, li: Person
) -> None:
    with pytest.raises(Refused):
        classify_request(request=make_request(), service_type=repair_type, by=li)


def test_type_of_the_first_level_is_refused(
    make_request: Make, repair_type: ServiceType, qian: Person
) -> None:
    assert repair_type.parent is not None
    with pytest.raises(Refused) as refused:
        classify_request(request=make_request(), service_type=repair_type.parent, by=qian)
    assert refused.value.field == "service_type"


def test_type_that_needs_no_review_is_approved_at_once(
    make_request: Make, enquiry_type: ServiceType, qian: Person
) -> None:
    request = make_request()
    classify_request(request=request, service_type=enquiry_type, by=qian)
    assert request.state == State.APPROVED


@pytest.mark.req("ASG-4")
def test_type_names_the_business_field(in_review: Request, repair_type: ServiceType) -> None:
    assert in_review.field == repair_type.demands.get().skill


@pytest.mark.req("REQ-3")
def test_special_wish_is_kept_and_shown(
    client_of: Callable[[Person], Client], make_request: Make, li: Person
) -> None:
    request = make_request(special_wish="家有新生儿，请先电话")
    assert "家有新生儿，请先电话" in client_of(li).get(f"/desk/requests/{request.number}/").content.decode()


def test_review_form_shows_the_error_beside_its_field(
    client_of: Callable[[Person], Client], in_review: Request, qian: Person
) -> None:
    response = client_of(qian).post(f"/desk/requests/{in_review.number}/review/", {"reasonable": "yes"})
    assert response.status_code == 422
    assert "id_feasible_error" in response.content.decode()


def test_acceptance_queue_holds_what_waits(
    client_of: Callable[[Person], Client], in_review: Request, qian: Person
) -> None:
    assert in_review.number in client_of(qian).get("/desk/reviews/").content.decode()
