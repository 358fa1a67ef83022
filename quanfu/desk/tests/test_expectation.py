"""Whoever acts on a request that has moved on since they opened it is told calmly, with how it stands now."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.desk.actions.classification import classify_request
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_the_slower_of_two_sees_who_was_faster_and_how_it_stands(
    client_of: Callable[[Person], Client], make_request: Callable[..., Request], repair_type: ServiceType, li: Person, qian: Person,
) -> None:  # fmt: skip
    request = make_request()
    classify_request(request=Request.objects.get(pk=request.pk), service_type=repair_type, by=qian)
    fields = {"service_type": repair_type.pk, "priority": 0, "expect": f"{request.number}=registered"}
    late = client_of(li).post(f"/desk/requests/{request.number}/classification/", fields, headers=HTMX)
    assert late.status_code == 409
    told = json.loads(late["HX-Trigger"])["flash"]
    request.refresh_from_db()
    assert request.get_state_display() in told["lines"][0] and qian.name in " ".join(told["lines"])
    assert request.priority == 2  # nothing of the slower one was done


def test_without_a_script_the_page_says_the_same(
    client_of: Callable[[Person], Client], make_request: Callable[..., Request], repair_type: ServiceType, li: Person, qian: Person,
) -> None:  # fmt: skip
    request = make_request()
    classify_request(request=Request.objects.get(pk=request.pk), service_type=repair_type, by=qian)
    fields = {"service_type": repair_type.pk, "priority": 0, "expect": f"{request.number}=registered"}
    late = client_of(li).post(f"/desk/requests/{request.number}/classification/", fields)
    assert late.status_code == 409 and qian.name in late.content.decode()


def test_what_one_saw_of_another_request_does_not_matter(
    client_of: Callable[[Person], Client], make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    fields = {"kind": "note", "text": "已核实", "expect": "FW-20200101-0001=closed"}
    client_of(li).post(f"/desk/requests/{request.number}/note/", fields)
    assert request.notes.get().text == "已核实"
