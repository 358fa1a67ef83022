"""Fields a company adds by itself."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils import translation

from quanfu.core.actions.field import change_field, define_field
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.fields import clean_facts, fields_for, form_fields, show_facts
from quanfu.core.models.field import FieldDefinition

pytestmark = pytest.mark.django_db
OWNER = "desk.servicetype.12"
LEVELS = [{"code": "low", "label": "低", "label_en": "Low"}, {"code": "high", "label": "高"}]


def field(code: str, kind: str, **columns: Any) -> FieldDefinition:
    return define_field(owner=OWNER, code=code, label=code.title(), kind=kind, by=SYSTEM, **columns)


@pytest.fixture
def fields(db: None) -> None:
    field("room", "text", required=True, label_en="Room")
    field("story", "longtext")
    field("rooms", "int")
    field("degrees", "decimal")
    field("day", "date")
    field("at", "datetime")
    field("urgent", "bool")
    field("level", "choice", choices=LEVELS)
    field("levels", "multichoice", choices=LEVELS)
    field("phone", "phone")


RAW = {
    "room": " 301 ", "story": "a\nb", "rooms": "3", "degrees": "18.50", "day": "2026-11-21", "at": "2026-11-21T08:30",
    "urgent": "on", "level": "high", "levels": ["low", "high"], "phone": "１３８ 0013-8000",
}  # fmt: skip
FACTS = {
    "room": "301", "story": "a\nb", "rooms": 3, "degrees": "18.5", "day": "2026-11-21", "at": "2026-11-21T00:30:00+00:00",
    "urgent": True, "level": "high", "levels": ["low", "high"], "phone": "138 0013-8000",
}  # fmt: skip


@pytest.mark.req("TEC-13")
def test_definitions_make_form_fields(fields: None) -> None:
    made = form_fields(OWNER)
    assert list(made)[:2] == ["fact_room", "fact_story"] and made["fact_room"].required
    assert isinstance(made["fact_levels"], forms.MultipleChoiceField)
    assert form_fields("desk.servicetype.13") == {}


def test_what_a_form_sends_becomes_json_facts_and_comes_back(fields: None) -> None:
    assert clean_facts(OWNER, RAW) == FACTS
    assert (
        clean_facts(OWNER, {f"fact_{code}": value for code, value in RAW.items()} | {"subject": "x"}) == FACTS
    )
    assert clean_facts(OWNER, FACTS) == FACTS


def test_cleaned_form_data_is_taken_as_it_is(fields: None) -> None:
    form_class = type("F", (forms.Form,), form_fields(OWNER))
    form = form_class({f"fact_{code}": value for code, value in RAW.items()})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["fact_degrees"] == Decimal("18.50")
    assert clean_facts(OWNER, form.cleaned_data) == FACTS


@pytest.mark.parametrize(
    ("code", "value"),
    [("room", ""), ("rooms", "three"), ("degrees", "1e400"), ("day", "2026-02-30"), ("level", "middle"), ("levels", ["x"]),
     ("phone", "call me"), ("room", "x" * 201), ("nothing", 1), ("room", "a\x00b")],
)  # fmt: skip
def test_what_does_not_fit_is_refused_beside_its_field(fields: None, code: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        clean_facts(OWNER, {"room": "301", code: value})
    assert refused.value.field == f"fact_{code}"


def test_facts_are_shown_with_labels_in_the_readers_language(fields: None) -> None:
    with translation.override("zh-hans"):
        shown = dict(show_facts(OWNER, FACTS | {"gone": 1}))
        assert shown["Level"] == "高" and shown["Levels"] == "低、高" and shown["gone"] == "1"
        assert "8:30" in shown["At"]
    with translation.override("en"):
        assert dict(show_facts(OWNER, {"level": "low"}))["Level"] == "Low"


def test_a_field_that_is_no_longer_asked_keeps_its_facts(fields: None) -> None:
    change_field(field=FieldDefinition.objects.get(code="rooms"), by=SYSTEM, active=False)
    assert "fact_rooms" not in form_fields(OWNER)
    assert clean_facts(OWNER, {"room": "302"}, before=FACTS)["rooms"] == 3
    assert ("Rooms", "3") in show_facts(OWNER, FACTS)


def test_code_and_kind_are_for_good(fields: None) -> None:
    row = FieldDefinition.objects.get(code="level")
    for values in ({"code": "x"}, {"kind": "text"}, {"owner": "x"}):
        with pytest.raises(Refused):
            change_field(field=row, by=SYSTEM, **values)
    with pytest.raises(Refused):
        change_field(field=row, by=SYSTEM, choices=LEVELS[:1])  # facts may name the other
    change_field(field=row, by=SYSTEM, choices=[*LEVELS, {"code": "top", "label": "最高"}], label="级别")
    assert [f.label for f in fields_for(OWNER) if f.code == "level"] == ["级别"]


@pytest.mark.parametrize(
    "columns",
    [{"code": "Room"}, {"code": "1a"}, {"code": "room"}, {"kind": "json"}, {"label": " "}, {"kind": "choice"},
     {"choices": LEVELS}, {"kind": "choice", "choices": [{"code": "a", "label": "A"}] * 2}],
)  # fmt: skip
def test_a_definition_that_makes_no_sense_is_refused(fields: None, columns: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        define_field(
            **{"owner": OWNER, "code": "new", "label": "New", "kind": "text", "by": SYSTEM, **columns}
        )


def test_an_instant_with_an_offset_is_understood(fields: None) -> None:
    facts = clean_facts(OWNER, {"room": "1", "at": datetime(2026, 11, 21, tzinfo=UTC).isoformat()})
    assert facts["at"] == "2026-11-21T00:00:00+00:00"
