"""Conditions of saved lists as JSON, answered by the database and in memory alike.

    {"all": […]}   {"any": […]}   {"not": …}   {"field": "priority", "op": "in", "value": [0, 1]}

``condition_q`` makes a Q of one, ``matches`` judges the facts of one request; both give the same answer for the same
reader and instant. A condition that names none of the states that end a request's life speaks of running requests only,
and one that does not name "closed" of open ones, so that it is answered by their partial indexes. What a reader may see is no part of it: ``visible_to`` always stands beside it.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from quanfu.core.errors import Refused
from quanfu.core.prepared import Literal
from quanfu.core.rules import rule
from quanfu.desk.enums import State
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.condition_facts import fact_holds, fact_q, field_of, is_fact
from quanfu.desk.queries.condition_fields import FIELDS, SETTLED, WORDS, Field, ascii_lower, lower
from quanfu.org.queries.unit import units_above, units_under

if TYPE_CHECKING:
    from quanfu.org.models import Person

Json = dict[str, Any]
IS_OPEN = ~Q(state=Literal(State.CLOSED.value))  # word for word the condition of the partial indexes
RUNNING = ~Q(state__in=[*SETTLED, State.CLOSED])


# what is asked


def check_condition(given: Any, company_id: int | None = None) -> Json:
    """The condition with nothing in it but what is known, or Refused (field "conditions") naming what is wrong.

    An empty one ({} or None) means all. The rules desk.view_depth, .view_conditions and .view_values limit its size.
    """
    if given in (None, {}, []):
        return {"all": []}
    clean = _checked(given, int(rule("desk.view_depth")), company_id)
    if sum(1 for _leaf in leaves(clean)) > int(rule("desk.view_conditions")):
        raise _refused(_("At most %(count)s conditions.") % {"count": rule("desk.view_conditions")})
    return clean


def _checked(given: Any, depth: int, company_id: int | None) -> Json:
    if not isinstance(given, dict):
        raise _refused(_("A condition is an object."))
    if depth < 0:
        raise _refused(
            _("Conditions are nested at most %(depth)s levels deep.") % {"depth": rule("desk.view_depth")}
        )
    if set(given) in ({"all"}, {"any"}):
        ((word, parts),) = given.items()
        if not isinstance(parts, list):
            raise _refused(_("“%(word)s” takes a list of conditions.") % {"word": word})
        return {word: [_checked(part, depth - 1, company_id) for part in parts]}
    if set(given) == {"not"}:
        return {"not": _checked(given["not"], depth - 1, company_id)}
    if set(given) != {"field", "op", "value"}:
        raise _refused(_("A condition is all, any, not, or a field with op and value."))
    return _checked_leaf(given, company_id)


def _checked_leaf(given: Json, company_id: int | None) -> Json:
    name, op = str(given["field"])[:80], str(given["op"])[:40]
    found = field_of(name, company_id)
    if found is None:
        raise _refused(_("There is no field “%(name)s”.") % {"name": name})
    if op not in found.ops:
        raise _refused(_("“%(field)s” is not asked by “%(op)s”.") % {"field": found.label, "op": op})
    return {"field": name, "op": op, "value": _checked_value(found, given["value"])}


def _checked_value(found: Field, value: Any) -> Any:
    wrong = _refused(_("“%(field)s” cannot have that value.") % {"field": found.label})
    if found.kind == "text":
        if not isinstance(value, str) or not value.strip() or len(value) > 200 or "\x00" in value:
            raise wrong
        return value.strip()
    if found.kind == "flag":
        if not isinstance(value, bool):
            raise wrong
        return value
    if found.kind == "span":
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
            raise wrong
        return value
    if found.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float) or not -(2**53) <= value <= 2**53:
            raise wrong
        return value
    if not isinstance(value, list) or not value or len(value) > int(rule("desk.view_values")):
        raise wrong
    known: Collection[Any] = [code for code, _label in found.choices] if found.kind == "choice" else ()
    for each in value:
        number = isinstance(each, int) and not isinstance(each, bool) and 0 < each < 2**53
        word = isinstance(each, str) and each in WORDS.get(found.kind, ())
        if not (each in known and type(each) in (int, str) if found.kind == "choice" else number or word):
            raise wrong
    return list(dict.fromkeys(value))


def _refused(message: str) -> Refused:
    return Refused(message, field="conditions")


def leaves(condition: Json) -> Iterator[Json]:
    """The single questions of a checked condition."""
    if "field" in condition:
        yield condition
    elif "not" in condition:
        yield from leaves(condition["not"])
    else:
        for part in condition["all"] if "all" in condition else condition["any"]:
            yield from leaves(part)


def left_out(condition: Json) -> set[str]:
    """The states of which it does not speak, unless it names them: closed; and those after the feedback, unless it names
    any of all these."""
    named = {state for leaf in leaves(condition) if leaf["field"] == "state" for state in leaf["value"]}
    ended = {State.FED_BACK.value, State.RATED.value, State.CLOSED.value}
    return (
        set() if State.CLOSED in named else ended - {State.FED_BACK, State.RATED} if named & ended else ended
    )


def spans(condition: Json) -> set[timedelta]:
    """How far from the instant of asking its questions lie; for prepared statements."""
    return {timedelta(0)} | {
        _span(leaf)
        for leaf in leaves(condition)
        if not is_fact(leaf) and FIELDS[leaf["field"]].kind == "span"
    }


def _span(leaf: Json) -> timedelta:
    return FIELDS[leaf["field"]].step * leaf["value"]


# the database's answer


def condition_q(condition: Json, by: "Person", at: datetime) -> Q:
    """A checked condition over Request, as ``by`` asks it at that instant. The OPEN condition stands first."""
    return build_q(condition, me=by.pk, unit=by.unit_id, at=lambda span: at + span)


def build_q(condition: Json, *, me: Any, unit: Any, at: Callable[[timedelta], Any]) -> Q:
    """As condition_q, with slots of a prepared statement in place of values; ``at`` gives the instant so far away."""
    hidden = left_out(condition)
    first = IS_OPEN if State.CLOSED in hidden else Q()
    if State.RATED in hidden:
        first &= ~Q(state__in=SETTLED)
    return first if condition == {"all": []} else first & _q(condition, me, unit, at)


def _q(condition: Json, me: Any, unit: Any, at: Callable[[timedelta], Any]) -> Q:
    if "field" in condition:
        return _leaf_q(condition, me, unit, at)
    if "not" in condition:
        return ~_q(condition["not"], me, unit, at)
    # an empty Q would stay empty when negated
    found = Q()
    if "any" in condition:
        for part in condition["any"]:
            found |= _q(part, me, unit, at)
        return found or Q(pk__in=[])
    for part in condition["all"]:
        found &= _q(part, me, unit, at)
    return found or Q(pk__isnull=False)


def _leaf_q(leaf: Json, me: Any, unit: Any, at: Callable[[timedelta], Any]) -> Q:
    """Never NULL for any row, so that "not" means what it says."""
    if is_fact(leaf):
        return fact_q(leaf)
    field, op, value = FIELDS[leaf["field"]], leaf["op"], leaf["value"]
    if field.kind == "span":
        later = at(_span(leaf) if field.ahead else -_span(leaf))
        if field.ahead:
            return RUNNING & (Q(due_at__lt=later) if op == "within" else Q(due_at__gte=later))
        return Q(**{f"{field.column}__{'gte' if op == 'within' else 'lt'}": later})
    if field.kind == "flag":
        found = (
            RUNNING & Q(due_at__lt=at(timedelta(0)))
            if field.code == "late"
            else Q(**{f"{field.column}__isnull": False})
        )
        return found if value else ~found
    if field.kind == "text":
        found = Q(GreaterThan(StrIndex(lower(field.column), Value(ascii_lower(value))), 0))
    else:
        found = _list_q(field, value, me, unit)
    return ~found if op.startswith("not_") else found


def _list_q(field: Field, value: list[Any], me: Any, unit: Any) -> Q:
    ids = [each for each in value if each not in ("me", "nobody", "mine", "none")]
    found = Q(**{f"{field.column}__isnull": True}) if {"nobody", "none"} & set(value) else Q(pk__in=[])
    there = Q(**{f"{field.column}__isnull": False})
    if "me" in value:
        found |= there & Q(**{field.column: me})
    if field.kind == "unit":
        tops = [*ids, unit] if "mine" in value else ids
        return Q(unit__in=Subquery(units_under(tops).values("pk")))
    if field.kind == "type" and ids:
        return found | (there & Q(service_type__in=_types(ids)))
    return found | (there & Q(**{f"{field.column}__in": ids})) if ids else found


def _types(ids: list[int]) -> Subquery:
    return Subquery(ServiceType.objects.filter(Q(pk__in=ids) | Q(parent__in=ids)).order_by().values("pk"))


# the same in memory

FACTS = (
    "pk", "state", "kind", "priority", "charge", "service_type_id", "service_type__parent_id", "channel__kind", "unit_id",
    "unit__path", "responsible_id", "owner_id", "opened_by_id", "customer__kind", "customer__grade", "contact_name", "contact_company", "subject",
    "due_at", "opened_at", "updated_at", "contacted_at", "snoozed_until", "company_id", "number",
    "waits_for", "facts",
)  # fmt: skip


def facts_of(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """By id, what ``matches`` wants to know of requests; two queries whatever their number."""
    rows = list(Request.objects.filter(pk__in=ids).values(*FACTS))
    above = units_above({row["unit__path"] for row in rows})
    return {row["pk"]: {**row, "units": above[row["unit__path"]]} for row in rows}


def matches(condition: Json, facts: dict[str, Any], by: "Person", at: datetime) -> bool:
    """Whether a request with those facts (see facts_of) is in a list of that checked condition. Asks nothing."""
    return facts["state"] not in left_out(condition) and _holds(condition, facts, by, at)


def _holds(condition: Json, facts: dict[str, Any], by: "Person", at: datetime) -> bool:
    if "field" in condition:
        return _leaf_holds(condition, facts, by, at)
    if "not" in condition:
        return not _holds(condition["not"], facts, by, at)
    if "any" in condition:
        return any(_holds(part, facts, by, at) for part in condition["any"])
    return all(_holds(part, facts, by, at) for part in condition["all"])


def _leaf_holds(leaf: Json, facts: dict[str, Any], by: "Person", at: datetime) -> bool:
    if is_fact(leaf):
        return fact_holds(leaf, facts)
    field, op, value = FIELDS[leaf["field"]], leaf["op"], leaf["value"]
    running = facts["state"] not in (*SETTLED, State.CLOSED)
    if field.kind == "span":
        if field.ahead:
            due = bool(facts["due_at"] < at + _span(leaf))
            return running and (due if op == "within" else not due)
        return bool(facts[field.column] >= at - _span(leaf)) is (op == "within")
    if field.kind == "flag":
        found = running and facts["due_at"] < at if field.code == "late" else facts[field.column] is not None
        return bool(found) is value
    if field.kind == "text":
        found = ascii_lower(value) in ascii_lower(facts[field.column])
    else:
        found = _list_holds(field, value, facts, by)
    return found is not op.startswith("not_")


def _list_holds(field: Field, value: list[Any], facts: dict[str, Any], by: "Person") -> bool:
    if field.kind == "unit":
        return any((by.unit_id if each == "mine" else each) in facts["units"] for each in value)
    if field.kind == "type":
        its = {facts["service_type_id"], facts["service_type__parent_id"]} - {None}
        return any(each in its or (each == "none" and facts["service_type_id"] is None) for each in value)
    own = facts[field.fact]
    return any(own == (by.pk if each == "me" else None if each == "nobody" else each) for each in value)
