"""Disputes end with an agreement and its proof."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.actions.dispute import end_dispute, open_dispute
from quanfu.desk.enums import Kind
from quanfu.desk.models import Dispute, Request
from quanfu.desk.queries.complaint import Gates
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(make_request: Callable[..., Request], li: Person) -> Dispute:
    return open_dispute(complaint=make_request(kind=Kind.COMPLAINT).complaint, text="要求退一周采暖费", by=li)


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("协议.txt", "双方同意".encode())


@pytest.mark.req("CMP-18")
def test_a_dispute_ends_with_its_agreement_and_proof_attached(
    dispute: Dispute, li: Person, client_of: Callable[[Person], Client]
) -> None:
    assert "agreed" in [gate.code for gate in Gates(dispute.complaint).missing("closed")]
    for given, field in (
        ({"agreement": "", "proof": [paper()]}, "agreement"),
        ({"agreement": "减免", "proof": []}, "proof"),
    ):
        with pytest.raises(Refused) as refused:
            end_dispute(dispute=dispute, by=li, **given)  # type: ignore[arg-type]
        assert refused.value.field == field
    client, url = client_of(li), f"/desk/disputes/{dispute.pk}/"
    assert client.post(url, {"agreement": "减免三天"}).status_code == 422
    assert client.post(url, {"agreement": "减免三天", "proof": [paper(), paper()]}).status_code == 303
    dispute.refresh_from_db()
    assert dispute.ended_at and dispute.agreement == "减免三天" and dispute.proof.count() == 2
    assert "协议.txt" in client.get(f"/desk/complaints/{dispute.complaint.request.number}/").content.decode()
    with pytest.raises(AlreadyDone):
        end_dispute(dispute=dispute, agreement="再减", proof=[paper()], by=li)
