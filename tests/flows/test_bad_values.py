"""Values that can never be right, in every field of every form and list: each is said beside its field, the rest stays."""

from typing import Any
from zlib import crc32

import pytest

from tests.crawl import world
from tests.flows.forms import Found, assert_calm, check, check_wrong, filled, forms, pick, posted, strings
from tests.pages import Field

__all__ = ["forms", "strings", "world"]
pytestmark = pytest.mark.django_db
NEVER_RIGHT: dict[str, list[str]] = {
    "select": ["987654321", "\0", "x", "9" * 40, "-1", "1e3"], "radio": ["x", "\0", "9" * 40],
    "number": ["x", "1e999", "NaN", "--1", "\0"], "date": ["2026-02-30", "x", "99999-01-01", "0000-00-00"],
    "datetime-local": ["2026-02-30T09:00", "x", "2026-01-01T25:00"], "email": ["a@b", "x", "a b@c.example", "@"],
    "select-multiple": ["987654321", "x"],
}  # fmt: skip


def wrong_values(found: Found, f: Field) -> list[str]:
    """Two things that can never be right in such a field, other ones in other forms."""
    known = NEVER_RIGHT.get(f.kind, [])
    start = crc32(f"{found.name}/{f.name}".encode())
    return [known[(start + turn) % len(known)] for turn in range(min(2, len(known)))]


def test_wrong_kind_of_value_is_said_beside_its_field_and_the_rest_stays(
    forms: dict[str, Found], world: Any
) -> None:
    things, bad = world[1]["A", "own"], []
    for found in posted(forms):
        wrong = {f.name: wrong_values(found, f) for f in found.form.fields.values() if not f.disabled}
        for turn in range(2):
            bad += check_wrong(
                found, {name: values[turn] for name, values in wrong.items() if values}, things
            )
    assert_calm(bad)


def test_too_long_a_text_is_said_beside_its_field(forms: dict[str, Found], world: Any) -> None:
    things, bad = world[1]["A", "own"], []
    for found in posted(forms):
        texts = [f for f in found.texts if f.kind in ("text", "textarea", "email", "tel")]
        bad += check_wrong(found, {f.name: "长" * (f.longest + 1) for f in texts if f.longest}, things)
        bad += check_wrong(found, {f.name: "a\0b" for f in texts if f.longest}, things)
        for f in texts:
            if f.kind in ("text", "textarea") and not f.longest:
                bad += check(found, filled(found) | {f.name: "长" * 100_000}, things)
    assert_calm(bad)


def test_things_of_the_other_company_cannot_be_chosen(forms: dict[str, Found], world: Any) -> None:
    (people, places), bad = world, []
    mine, theirs = places["A", "own"], places["B", "own"]
    keys = {
        str(getattr(t, "pk", ""))
        for t in [*theirs.named.values(), *people.companies["B"].people.values(), theirs.unit]
    }
    for found in posted(forms):
        for f in found.form.fields.values():
            if f.kind == "select" and any(c.isdigit() for c in f.choices) and len(f.choices) < 200:
                for key in sorted(keys - set(f.choices))[:2]:
                    bad += check_wrong(found, {f.name: key}, mine)
    assert_calm(bad)


def test_lists_take_any_filter_sorting_and_page(
    forms: dict[str, Found], strings: list[str], world: Any
) -> None:
    things, bad = world[1]["A", "own"], []
    for name, found in sorted(forms.items()):
        if not name.endswith("?"):
            continue
        extra = (
            "q",
            "sort",
            "cursor",
            "after",
            "before",
            "page",
            "per",
            "view",
            "export",
            "since",
            "until",
            "company",
            "period",
        )
        for turn in range(3):
            fields = [*found.form.fields, *extra] if turn else found.form.fields
            bad += check(found, {f: pick(strings, name, f, turn) for f in fields}, things)
        for value in ("\0", "9" * 40, "2026-02-30"):
            bad += check(found, dict.fromkeys([*found.form.fields, *extra], value), things)
        for f in found.form.fields:
            bad += check(
                found, {f: ("\0", "9" * 40, "2026-02-30")[crc32(f"{name}/{f}".encode()) % 3]}, things
            )
    assert_calm(bad)
