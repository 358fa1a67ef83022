"""Conditions of saved lists: the database and the memory give the same answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quanfu.core.clock import now, today
from quanfu.core.errors import Refused
from quanfu.core.fields import FIELDS as CUSTOM
from quanfu.core.models import Rule
from quanfu.core.models.field import FieldDefinition
from quanfu.core.rules import TABLE
from quanfu.core.testing import counted_queries
from quanfu.desk.enums import Kind, Priority, State
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.condition_facts import field_of
from quanfu.desk.queries.condition_fields import FIELDS, WORDS
from quanfu.desk.queries.conditions import check_condition, condition_q, facts_of, matches
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
ENDED = ("fed_back", "rated", "closed")
# what old imports may have left there as well
FACTS_SEEN: list[dict[str, Any]] = [
    {"brand": "hua", "power": 24, "floor": True, "note": "Boiler Ä-7"},
    {},
    {"power": "24.5", "floor": False, "brand": "none"},
    {"brand": 7, "power": "viel", "floor": "true", "note": 5},
    {"12": "zwölf", "power": -3, "note": "boiler"},
    {"power": None, "brand": "", "note": "100%_"},
    {"power": "-0.000001", "brand": "hua"},
]
FACTS_SEEN += FACTS_SEEN[:5]
FACT_KINDS = {"brand": "choice", "power": "decimal", "floor": "bool", "note": "text", "12": "text"}


def leaf(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def found(condition: Any, by: Person) -> set[int]:
    """What the database finds; the memory must say the same of every request there is."""
    clean, at = check_condition(condition), now()
    rows = set(Request.objects.filter(condition_q(clean, by, at)).values_list("pk", flat=True))
    facts = facts_of(set(Request.objects.values_list("pk", flat=True)))
    assert {pk for pk, fact in facts.items() if matches(clean, fact, by, at)} == rows
    return rows


@pytest.fixture
def many(
    make_request: Callable[..., Request], repair_type: ServiceType, enquiry_type: ServiceType, li: Person, sun: Person,
    station: Unit, team: Unit, front: Unit,
) -> list[Request]:  # fmt: skip
    """Twenty-four requests that differ in everything a condition may ask."""
    made = []
    for i in range(24):
        request = make_request(subject=["暖气不热", "ÄRGER mit 50%_Rabatt", "Heating OFF", "漏水"][i % 4])
        Request.objects.filter(pk=request.pk).update(
            state=list(State)[i % 9], kind=list(Kind)[i % 10], priority=list(Priority)[i % 3],
            service_type=[None, repair_type, enquiry_type, repair_type.parent][i % 4], unit=[station, team, front][i % 3],
            owner=[None, li, sun][i % 3], responsible=[li, sun][i % 2], customer=None if i % 5 == 0 else request.customer,
            contact_company=["", "松河小学", "Songhe School"][i % 3], due_at=now() + timedelta(minutes=30 * (i - 12)),
            opened_at=now() - timedelta(days=i), updated_at=now() - timedelta(hours=i), charge=["", "free", "paid"][i % 3],
            waits_for=["", "customer", "parts", "special"][i % 4], contacted_at=now() if i % 2 else None,
            facts=FACTS_SEEN[i % 12], snoozed_until=now() + timedelta(hours=i) if i % 3 == 0 else None,
        )  # fmt: skip
        made.append(request)
    return made


def test_a_condition_speaks_of_running_requests_unless_it_names_how_they_end(
    many: list[Request], li: Person
) -> None:
    by_state = {
        state: set(Request.objects.filter(state=state).values_list("pk", flat=True)) for state in State
    }
    ended = by_state[State.CLOSED] | by_state[State.RATED] | by_state[State.FED_BACK]
    assert ended and found({}, li) == set(Request.objects.values_list("pk", flat=True)) - ended
    assert found(leaf("state", "in", ["closed"]), li) == by_state[State.CLOSED]
    assert found(leaf("state", "not_in", ["rated"]), li) & ended == by_state[State.FED_BACK]
    assert (
        found(leaf("state", "not_in", ["closed"]), li) & ended
        == by_state[State.FED_BACK] | by_state[State.RATED]
    )


def test_units_and_types_are_asked_with_all_below_them(
    many: list[Request], li: Person, station: Unit, team: Unit, repair_type: ServiceType
) -> None:
    below = found(leaf("unit", "in", [station.pk]), li)
    assert below == set(
        Request.objects.filter(unit__in=[station, team]).exclude(state__in=ENDED).values_list("pk", flat=True)
    )
    group = found(leaf("service_type", "in", [repair_type.parent_id]), li)
    assert group > found(leaf("service_type", "in", [repair_type.pk]), li) > set()


def test_me_is_the_reader_and_nobody_is_an_empty_place(many: list[Request], li: Person, sun: Person) -> None:
    mine = leaf("responsible", "in", ["me"])
    assert found(mine, li) and not found(mine, li) & found(mine, sun)
    nobody = found(leaf("owner", "in", ["nobody"]), li)
    assert nobody == set(
        Request.objects.filter(owner=None).exclude(state__in=ENDED).values_list("pk", flat=True)
    )
    assert found({"not": leaf("owner", "in", [sun.pk])}, li) > nobody


@pytest.mark.parametrize("text", ["heating", "ÄRGER", "ärger", "%", "_", "50%_r", "暖", "'; --"])
def test_texts_are_found_whatever_signs_they_have(many: list[Request], li: Person, text: str) -> None:
    lower = "".join(c.lower() if c.isascii() else c for c in text)
    expected = [s for s in ("暖气不热", "ÄRGER mit 50%_Rabatt", "Heating OFF", "漏水")
                if lower in "".join(c.lower() if c.isascii() else c for c in s)]  # fmt: skip
    rows = found(leaf("subject", "contains", text), li)
    assert set(Request.objects.filter(pk__in=rows).values_list("subject", flat=True)) == set(expected)


@pytest.fixture
def fact(repair_type: ServiceType) -> Callable[..., dict[str, Any]]:
    """Fields of the type, and how a condition asks them."""
    for code, kind in FACT_KINDS.items():
        choices = [{"code": c, "label": c} for c in ("hua", "none", "me")] if kind == "choice" else []
        FieldDefinition.objects.create(
            owner=repair_type.fields_owner, code=code, label=code, kind=kind, choices=choices
        )
    CUSTOM.changed()
    return lambda code, op, value: leaf(f"fact.{repair_type.pk}.{code}", op, value)


def test_what_a_request_waits_for_is_asked(many: list[Request], li: Person) -> None:
    open_ones = Request.objects.exclude(state__in=ENDED)
    for waits in ("", "customer", "parts", "special"):
        assert found(leaf("waits_for", "in", [waits]), li) == set(
            open_ones.filter(waits_for=waits).values_list("pk", flat=True)
        )
    assert found({"not": leaf("waits_for", "in", [""])}, li) == set(
        open_ones.exclude(waits_for="").values_list("pk", flat=True)
    )


def test_facts_are_asked_of_requests_of_their_type_only(
    make_request: Callable[..., Request], repair_type: ServiceType, enquiry_type: ServiceType, li: Person, fact: Any
) -> None:  # fmt: skip
    made = [make_request() for _each in FACTS_SEEN]
    for request, facts in zip(made, FACTS_SEEN, strict=True):
        Request.objects.filter(pk=request.pk).update(service_type=repair_type, facts=facts)
    elsewhere = make_request()
    Request.objects.filter(pk=elsewhere.pk).update(service_type=enquiry_type, facts=FACTS_SEEN[0])

    def places(condition: Any) -> list[int]:
        return [n for n, request in enumerate(made[:7]) if request.pk in found(condition, li)]

    assert places(fact("brand", "in", ["hua", "none"])) == [0, 2, 6]
    assert places(fact("brand", "not_in", ["hua"])) == [1, 2, 3, 4, 5]
    assert places(fact("floor", "is", True))[:1] == [0] and places(fact("floor", "is", False))[:2] == [1, 2]
    assert places(fact("note", "contains", "BOILER")) == [0, 4] and places(
        fact("note", "contains", "%_")
    ) == [5]
    assert places(fact("12", "contains", "zwölf")) == [4]
    assert places(fact("power", "at_least", 24)) == [0, 2] and places(fact("power", "at_most", 0)) == [4, 6]
    assert places(fact("power", "equals", 24.5)) == [2]
    for op, value in (("in", ["hua"]), ("not_in", ["hua"])):
        assert elsewhere.pk not in found(fact("brand", op, value), li)
    assert elsewhere.pk in found({"not": fact("brand", "in", ["hua"])}, li)
    nested = {"all": [{"any": [fact("power", "at_least", 24.5), {"not": fact("floor", "is", True)}]},
                      leaf("waits_for", "in", [""])]}  # fmt: skip
    assert 2 in places(nested) and 0 not in places(nested)


def test_facts_of_other_companies_and_wrong_values_are_refused(
    repair_type: ServiceType, li: Person, fact: Any
) -> None:
    good = fact("power", "at_least", 2.5)
    assert check_condition(good, li.company_id) == good
    for company, wrong in (
        (li.company_id + 1000, good), (li.company_id, fact("absent", "is", True)), (li.company_id, fact("power", "at_least", "2")),
        (li.company_id, fact("power", "at_least", float("nan"))), (li.company_id, fact("brand", "in", ["other"])),
        (li.company_id, fact("brand", "contains", "h")), (li.company_id, leaf("fact.x.power", "equals", 1)),
    ):  # fmt: skip
        with pytest.raises(Refused):
            check_condition(wrong, company)


def test_asking_in_memory_asks_nothing_of_the_database(many: list[Request], li: Person) -> None:
    facts = facts_of([many[0].pk])[many[0].pk]
    condition = check_condition({"any": [leaf("unit", "in", ["mine"]), leaf("due", "within", 60)]})
    assert li.unit_id
    with counted_queries() as asked:
        matches(condition, facts, li, now())
    assert asked == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (leaf("password", "in", [1]), "password"),
        (leaf("priority", "contains", "x"), "contains"),
        (leaf("priority", "in", [7]), "优先级"),
        (leaf("priority", "in", [True]), "优先级"),
        (leaf("unit", "in", ["me"]), "单位"),
        (leaf("subject", "contains", "a\x00b"), "主题"),
        (leaf("due", "within", -1), ""),
        ({"all": {}}, "all"),
        ({"all": [], "any": []}, ""),
        (["all"], ""),
        (leaf("state", "in", []), "状态"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(wrong: Any, named: str) -> None:
    with pytest.raises(Refused) as refused:
        check_condition(wrong)
    assert refused.value.field == "conditions" and named in str(refused.value)


def _set(code: str, value: int) -> None:
    Rule.objects.create(code=code, since=today(), value=value)
    TABLE.forget()
    TABLE.value = None


def test_depth_number_and_values_are_limited_by_rule() -> None:
    deep = {"not": {"not": leaf("late", "is", True)}}
    wide = {"all": [leaf("late", "is", True)] * 3}
    long = leaf("responsible", "in", [1, 2, 3])
    assert check_condition(deep) == deep and check_condition(wide) == wide and check_condition(long) == long
    for code, value, condition in (("depth", 1, deep), ("conditions", 2, wide), ("values", 2, long)):
        _set(f"desk.view_{code}", value)
        with pytest.raises(Refused):
            check_condition(condition)


def _leaves(ids: dict[str, list[int]]) -> st.SearchStrategy[dict[str, Any]]:
    def of(code: str) -> st.SearchStrategy[dict[str, Any]]:
        field = field_of(code)
        assert field
        some: st.SearchStrategy[Any]
        if field.kind == "text":
            some = st.sampled_from(["暖", "heat", "ä", "%", "学", "SCHOOL", "_"])
        elif field.kind == "flag":
            some = st.booleans()
        elif field.kind == "number":
            some = st.sampled_from([-3, 0, 24, 24.5, -0.000001])
        elif field.kind == "span":
            some = st.integers(0, 400)
        else:
            each = [c for c, _label in field.choices] or [*ids[field.kind], *WORDS[field.kind]]
            some = st.lists(st.sampled_from(each), min_size=1, max_size=4)
        return st.builds(leaf, st.just(code), st.sampled_from(field.ops), some)

    own = [f"fact.{ids['type'][0]}.{code}" for code in FACT_KINDS]
    return st.sampled_from([*sorted(FIELDS), *own]).flatmap(of)


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_and_memory_agree_about_any_condition(
    many: list[Request],
    li: Person,
    sun: Person,
    repair_type: ServiceType,
    station: Unit,
    company: Unit,
    fact: Any,
    data: Any,
) -> None:
    ids = {
        "person": [li.pk, sun.pk], "unit": [station.pk, company.pk, li.unit_id],
        "type": [repair_type.pk, repair_type.parent_id or 0],
    }  # fmt: skip
    single = _leaves(ids)
    trees = st.recursive(
        single,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=8,
    )
    condition = data.draw(trees)
    try:
        check_condition(condition)
    except Refused:
        return
    found(condition, data.draw(st.sampled_from([li, sun])))
