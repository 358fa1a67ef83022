"""Customers complain on the public page and follow what becomes of it."""

import pytest
from django.test import Client

from quanfu.channels.models import Channel
from quanfu.desk.models import Complaint, Request
from quanfu.desk.queries.request import tracking_path
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
TYPED = {"body": "报修三天没人来", "contact_name": "王建国", "contact_phone": "138 0000 0001", "nonce": "n1"}


@pytest.mark.req("CMP-1")
def test_a_visitor_without_login_complains_with_a_phone_and_gets_a_number(
    company: Unit, portal_channel: Channel, zheng: Person
) -> None:
    client = Client()
    answered = client.post(f"/c/{company.code}/complain/", TYPED)
    assert answered.status_code == 303
    case = Complaint.objects.get()
    page = client.get(answered["Location"]).content.decode()
    assert case.request.number in page and "2" in page and case.request.kind == "complaint"
    assert "已收到您的投诉</h1>" in page


@pytest.mark.req("CMP-4")
def test_the_page_to_follow_it_shows_contact_promised_date_and_steps(
    company: Unit, portal_channel: Channel, zheng: Person
) -> None:
    Client().post(f"/c/{company.code}/complain/", TYPED)
    request = Request.objects.get()
    page = Client().get(tracking_path(request)).content.decode()
    assert zheng.name in page
    assert request.complaint.acknowledgements.get().procedure.split("。")[0] in page


def test_the_same_form_twice_is_one_complaint(company: Unit, portal_channel: Channel, zheng: Person) -> None:
    for _ in range(2):
        Client().post(f"/c/{company.code}/complain/", TYPED)
    assert Complaint.objects.count() == 1


def test_without_a_way_to_be_reached_it_is_refused_and_nothing_typed_is_lost(
    company: Unit, portal_channel: Channel, zheng: Person
) -> None:
    answered = Client().post(f"/c/{company.code}/complain/", TYPED | {"contact_phone": ""})
    assert answered.status_code == 422 and "报修三天没人来" in answered.content.decode()
    answered = Client().post(f"/c/{company.code}/complain/", TYPED | {"contact_phone": "1380000001"})
    assert "手机号码应为 11 位，这里是 10 位。" in answered.content.decode()
    assert not Complaint.objects.exists()


def test_it_is_linked_to_an_earlier_request_of_the_same_phone_only(
    company: Unit, portal_channel: Channel, zheng: Person, make_request: object
) -> None:
    own, others = make_request(), make_request(contact_phone="13800009999", customer=None)  # type: ignore[operator]
    for n, (earlier, expected) in enumerate(((own, own), (others, None))):
        Client().post(
            f"/c/{company.code}/complain/",
            TYPED | {"number": earlier.number, "nonce": f"n{n}", "body": f"第{n}次"},
        )
        assert Complaint.objects.latest("pk").regarding == expected
