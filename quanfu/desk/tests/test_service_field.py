from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.fields import fields_for
from quanfu.desk.models import ServiceType
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
Open = Callable[[Person], Client]


def test_field_of_a_type_appears_in_the_call_form(
    client_of: Open, repair_type: ServiceType, zheng: Person, li: Person
) -> None:
    response = client_of(zheng).post(f"/desk/service-types/{repair_type.pk}/fields/new/", {
        "code": "heating_kind", "kind": "choice", "label": "采暖方式", "choices": "radiator = 暖气片 = Radiators\nfloor = 地暖",
    })  # fmt: skip
    assert response.status_code == 303
    page = client_of(li).post("/desk/requests/new/", {"service_type": repair_type.pk}).content.decode()
    assert "采暖方式" in page and "地暖" in page


def test_line_without_a_label_is_refused_beside_the_choices(
    client_of: Open, repair_type: ServiceType, zheng: Person
) -> None:
    response = client_of(zheng).post(
        f"/desk/service-types/{repair_type.pk}/fields/new/",
        {"code": "a", "kind": "choice", "label": "甲", "choices": "floor"},
    )
    assert response.status_code == 422 and "id_choices_error" in response.content.decode()
    assert not fields_for(repair_type.fields_owner)


def test_field_taken_out_of_use_is_no_longer_asked(
    client_of: Open, repair_type: ServiceType, zheng: Person, li: Person
) -> None:
    client = client_of(zheng)
    client.post(
        f"/desk/service-types/{repair_type.pk}/fields/new/", {"code": "floor", "kind": "int", "label": "楼层"}
    )
    (field,) = fields_for(repair_type.fields_owner)
    client.post(f"/desk/service-types/{repair_type.pk}/fields/{field.pk}/", {"label": "楼层"})
    assert (
        "楼层"
        not in client_of(li).post("/desk/requests/new/", {"service_type": repair_type.pk}).content.decode()
    )


def test_fields_of_another_company_look_absent(
    client_of: Open, repair_type: ServiceType, chen: Person
) -> None:
    assert client_of(chen).get(f"/desk/service-types/{repair_type.pk}/fields/").status_code == 404
