"""The ordered list of limits of a company. Nothing is overwritten: every change is a version with its instant."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk.enums import Kind, WaitsFor
from quanfu.sla import events
from quanfu.sla.actions.recomputation import begin_recomputation
from quanfu.sla.enums import Recipient, Target
from quanfu.sla.models import Policy
from quanfu.sla.queries.policy import FIELDS, POLICIES, current_policies
from quanfu.sla.rules import check_levels

if TYPE_CHECKING:
    from quanfu.org.models import Unit

LONGEST_DAYS, LONGEST_MINUTES = 366, 366 * 24 * 60
WORDS = ("name", "conditions", "limits", "levels", "remind_percent")


def save_policy(
    *,
    policy: Policy | None,
    name: str,
    conditions: Mapping[str, Sequence[Any]],
    limits: Mapping[str, Mapping[str, Any]],
    by: Actor,
    levels: Sequence[Mapping[str, Any]] = (),
    remind_percent: int | None = None,
    company: "Unit | None" = None,
    apply_to_open: bool = False,
) -> Policy:
    """Add a line at the end of the company's list (None), or write the next version of one; the same words again change
    nothing. Clocks that run keep the limits they were started with, unless ``apply_to_open``: then all live clocks of
    the company are judged anew in the background.

    Refused without a name or a limit, or with a limit or level that cannot be. AlreadyDone when the version was
    replaced meanwhile.
    """
    if policy:
        company = policy.company
    elif company is None and by.person:
        company = by.person.company
    if company is None:
        raise Refused(_("Say for which company the policy is."))
    wanted: dict[str, Any] = {
        "name": name.strip(), "conditions": _clean_conditions(conditions), "limits": _clean_limits(limits),
        "levels": _clean_levels(levels), "remind_percent": remind_percent or None,
    }  # fmt: skip
    if not wanted["name"]:
        raise Refused(_("Enter a name."), field="name")
    if policy and all(getattr(policy, word) == wanted[word] for word in WORDS):
        return policy
    with transaction.atomic():
        if policy:
            saved = _next_version(policy, by, **wanted)
        else:
            last = Policy.objects.filter(company=company).aggregate(
                line=Max("line"), position=Max("position")
            )
            saved = Policy.objects.create(
                company=company, line=(last["line"] or 0) + 1, position=(last["position"] or 0) + 1, since=now(), by=by.person, **wanted
            )  # fmt: skip
        old = {word: getattr(policy, word) for word in WORDS} if policy else {}
        changes = {word: [old.get(word), wanted[word]] for word in WORDS if old.get(word) != wanted[word]}
        emit(events.POLICY_SAVED, saved, by=by, changes=changes, data={"line": saved.line, "version": saved.version})  # fmt: skip
        POLICIES.changed()
        if apply_to_open:
            judge_again(company=company, reason=saved.name, by=by)
    return saved


def move_policy(*, policy: Policy, up: bool, by: Actor, apply_to_open: bool = False) -> None:
    """Change places with the line above or below; at the end of the list nothing happens."""
    lines = list(current_policies(policy.company_id))
    place = next((i for i, line in enumerate(lines) if line.line == policy.line), -1)
    other = place + (-1 if up else 1)
    if place < 0 or not 0 <= other < len(lines):
        return
    with transaction.atomic():
        first, second = lines[place], lines[other]
        _next_version(first, by, position=second.position)
        _next_version(second, by, position=first.position)
        emit(events.POLICY_SAVED, first, by=by, changes={"position": [first.position, second.position]})
        POLICIES.changed()
        if apply_to_open:
            judge_again(company=policy.company, reason=policy.name, by=by)


def delete_policy(*, policy: Policy, by: Actor, apply_to_open: bool = False) -> None:
    """End a line; what it has set keeps its words."""
    with transaction.atomic():
        _end(policy)
        emit(events.POLICY_DELETED, policy, by=by, changes={"name": [policy.name, None]})
        POLICIES.changed()
        if apply_to_open:
            judge_again(company=policy.company, reason=policy.name, by=by)


def judge_again(*, company: "Unit", reason: str, by: Actor) -> None:
    """Bring all live clocks of the company under the policies of this instant."""
    begin_recomputation(reason=reason, scope={"company": company.pk, "judge": True}, company=company, by=by)


def forget_policies(*, by: Actor) -> None:
    """Units have moved: which of them stand below which is looked up anew, in every process. Nothing for the journal."""
    POLICIES.changed()


def equip_with_policies(*, company: "Unit", by: Actor) -> None:
    """The policy every company begins with: complaints are answered within 24 hours on the wall, weekends included, and
    climb by themselves (CMP-3, CMP-13). Nothing where the company has policies already."""
    if Policy.objects.filter(company=company).exists():
        return
    with override("zh-hans"):
        name = _("Complaints are answered within 24 hours")
    day = {"minutes": 1440, "around_the_clock": True, "at_most": True}
    save_policy(
        policy=None, company=company, name=name, conditions={"kinds": [Kind.COMPLAINT.value]}, limits={"contact": day, "answer": day},
        levels=[{"minutes": 0, "action": "tell", "to": "head"}, {"minutes": 240, "action": "hand", "to": "above"}], by=by,
    )  # fmt: skip


def _next_version(policy: Policy, by: Actor, **changed: Any) -> Policy:
    at = _end(policy)
    columns = {word: getattr(policy, word) for word in (*WORDS, "position")} | changed
    return Policy.objects.create(
        company_id=policy.company_id, line=policy.line, version=policy.version + 1, since=at, by=by.person, **columns
    )  # fmt: skip


def _end(policy: Policy) -> Any:
    at = now()
    if Policy.objects.filter(pk=policy.pk, until=None).update(until=at) != 1:
        raise AlreadyDone(_("Somebody has changed this policy in the meantime."))
    return at


def _clean_conditions(conditions: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: sorted(set(conditions[name])) for name in FIELDS if conditions.get(name)}


def _clean_limits(limits: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for target, given in limits.items():
        minutes, days = int(given.get("minutes") or 0), int(given.get("days") or 0)
        if target not in Target.values or not (0 <= minutes <= LONGEST_MINUTES and 0 <= days <= LONGEST_DAYS):
            raise Refused(_("A limit is at most a year long."), field="limits")
        if not minutes and not days:
            raise Refused(_("A limit needs minutes or working days."), field="limits")
        around = bool(given.get("around_the_clock"))
        if days and around:
            raise Refused(_("Working days do not run around the clock; give hours instead."), field="limits")
        pauses = [kind for kind in WaitsFor.values if kind in (given.get("pauses") or ())]
        found[target] = {
            "minutes": 0 if days else minutes, "days": days, "around_the_clock": around,
            "at_most": bool(given.get("at_most")), "pauses": pauses,
        }  # fmt: skip
    if not found:
        raise Refused(_("Set a limit for at least one target."), field="limits")
    return found


def _clean_levels(levels: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = [dict(level) for level in levels]
    try:
        check_levels(rows)
    except ValueError as problem:
        raise Refused(str(problem), field="levels") from None
    for row in rows:
        if row["to"] == Recipient.ROLE and not row.get("role"):
            raise Refused(_("Choose the role that is told at this level."), field="levels")
        if row["to"] == Recipient.PERSON and not row.get("person"):
            raise Refused(_("Choose the person who is told at this level."), field="levels")
    return rows
