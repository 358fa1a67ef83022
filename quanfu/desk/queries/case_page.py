"""What the pages of complaints show: the case, its panel on the request, the list's gates, the leader's board."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.enums import CaseState
from quanfu.desk.models import Complaint, OwnerChange, Referral, Request
from quanfu.desk.queries.acts import covers
from quanfu.desk.queries.complaint import Gates, case_of, listed
from quanfu.desk.queries.handoff import handoffs_of
from quanfu.desk.queries.owner_change import changes_of

if TYPE_CHECKING:
    from quanfu.org.models import Person

MOST_CARDS = 50
TONES = {
    CaseState.RECEIVED: "negative", CaseState.ACKNOWLEDGED: "warning", CaseState.INVESTIGATED: "accent", CaseState.OFFERED: "accent",
    CaseState.SOLVED: "positive", CaseState.CALLED: "positive", CaseState.CLOSED: "neutral",
}  # fmt: skip
GRADE_TONES = {"major": "negative", "serious": "warning", "minor": "neutral"}


@dataclass(frozen=True)
class CaseAct:
    """A button of the case page."""

    label: str | Promise
    icon: str
    url_name: str
    permission: str
    states: frozenset[str]

    def url(self, case: Complaint) -> str:
        return reverse(self.url_name, args=[case.request.number])


_OPEN = frozenset(state.value for state in CaseState if state is not CaseState.CLOSED)
_AFTER = frozenset({CaseState.SOLVED.value, CaseState.CALLED.value})
_BEFORE = _OPEN - _AFTER
ACTS = (
    CaseAct(gettext_lazy("Acknowledge receipt"), "mail-check", "desk:acknowledgement.create", permissions.ACKNOWLEDGEMENT_CREATE, _BEFORE),
    CaseAct(gettext_lazy("Assess"), "gauge", "desk:assessment.create", permissions.ASSESSMENT_CREATE, _OPEN),
    CaseAct(gettext_lazy("Record findings"), "search-check", "desk:finding.create", permissions.FINDING_CREATE, _OPEN),
    CaseAct(gettext_lazy("Apologise, put right, compensate"), "hand-heart", "desk:remedy.create", permissions.REMEDY_CREATE, _OPEN),
    CaseAct(gettext_lazy("Decide and tell"), "gavel", "desk:decision.create", permissions.DECISION_CREATE, _OPEN),
    CaseAct(gettext_lazy("Return call"), "phone-forwarded", "desk:return_call.create", permissions.RETURN_CALL_CREATE, _AFTER),
    CaseAct(gettext_lazy("Close the complaint"), "archive", "desk:complaint_closure.create", permissions.COMPLAINT_CLOSURE_CREATE, _AFTER),
    CaseAct(gettext_lazy("Pass to a department"), "send-to-back", "desk:referral.create", permissions.REFERRAL_CREATE, _OPEN),
    CaseAct(gettext_lazy("Record a dispute"), "scale", "desk:dispute.create", permissions.DISPUTE_CREATE, _OPEN),
    CaseAct(gettext_lazy("Change the owner"), "user-round-cog", "desk:owner_change.create", permissions.OWNER_CHANGE_CREATE, _OPEN),
    CaseAct(gettext_lazy("Say whom it is about"), "user-round-x", "desk:complaint.update", permissions.COMPLAINT_UPDATE, _OPEN),
)  # fmt: skip
LATER = {"desk:referral.create", "desk:dispute.create", "desk:complaint.update", "desk:owner_change.create"}


def acts_of(case: Complaint, *, by: "Person") -> dict[str, list[CaseAct]]:
    """{"first": the next step, "other": further steps, "more": beside the way} open to this person now."""
    found = [
        a for a in ACTS if case.state in a.states and covers(case.request, by=by, permission=a.permission)
    ]
    wanted = [gate.act for gate in Gates(case).all if not gate.is_passed and gate.act]
    on_way = [act for act in found if act.url_name not in LATER]
    on_way.sort(key=lambda act: wanted.index(act.url_name) if act.url_name in wanted else len(wanted))
    if not wanted:
        on_way.sort(key=lambda act: act.url_name != "desk:complaint_closure.create")
    more = [act for act in found if act.url_name in LATER]
    return {"first": on_way[:1], "other": on_way[1:], "more": more}


def page_of(case: Complaint) -> dict[str, Any]:
    """All that the case page shows."""
    changes = changes_of(case)
    lines = lines_of(case, changes)
    return {
        "case": case, "gates": Gates(case).all, "steps": steps_of(case), "lines": lines, "case_tones": TONES, "grade_tones": GRADE_TONES,
        "referrals": referrals_of(case.request), "disputes": list(case.disputes.select_related("by").prefetch_related("proof")),
        "handoffs": handoffs_of(case.request), "owners_changed": sum(1 for wish in changes if wish.approved),
        "promised": max((a.expected_at for a in case.acknowledgements.all()), default=None),
    }  # fmt: skip


def referrals_of(request: Request) -> list[Referral]:
    return list(request.referrals.select_related("unit", "from_unit", "person").order_by("at", "pk"))


def panel_of(request: Request) -> dict[str, Any]:
    """Case (or None), the departments that have it, and what comes next, for the page of the request."""
    case = case_of(request)
    return {
        "case": case, "referrals": [r for r in referrals_of(request) if r.ended_at is None], "case_tones": TONES,
        "grade_tones": GRADE_TONES, "gates": Gates(case).all if case else [], "handoffs": handoffs_of(request) if case else None,
    }  # fmt: skip


def steps_of(case: Complaint) -> list[tuple[Any, str, Any]]:
    """The way of the case for ui.steps; what we reported ourselves has no receipt and no call."""
    order = [s for s in CaseState if case.is_heard or s not in (CaseState.ACKNOWLEDGED, CaseState.CALLED)]
    at = list(CaseState).index(CaseState(case.state))
    places = list(CaseState)
    closed = case.state == CaseState.CLOSED
    return [
        (
            s.label,
            "done" if closed or places.index(s) < at else "current" if places.index(s) == at else "open",
            None,
        )
        for s in order
    ]


@dataclass(frozen=True)
class CaseLine:
    """An act on the case, as its history shows it."""

    at: datetime
    by: str
    title: str
    text: str
    icon: str
    tone: str = "neutral"


def lines_of(case: Complaint, changes: list[OwnerChange]) -> list[CaseLine]:
    """What was done, oldest first. One query a kind of act."""
    found: list[CaseLine] = []
    for a in case.acknowledgements.select_related("by"):
        found.append(
            CaseLine(
                a.at,
                a.by.name if a.by else _("by itself"),
                _("Receipt acknowledged"),
                a.procedure,
                "mail-check",
            )
        )
    for s in case.assessments.select_related("by"):
        title = _("Assessed: %(grade)s") % {"grade": s.get_grade_display()}
        found.append(CaseLine(s.at, s.by.name, title, s.remark, "gauge", GRADE_TONES[s.grade]))
    for f in case.findings.select_related("by", "failure_point"):
        title = _("Our failure: %(cause)s") if f.is_confirmed else _("Not our failure: %(cause)s")
        text = f"{f.text}\n{f.failure_point}" if f.failure_point else f.text
        found.append(
            CaseLine(f.at, f.by.name, title % {"cause": f.get_cause_display()}, text, "search-check")
        )
    for r in case.remedies.select_related("by", "decided_by"):
        amount = f" {r.amount:,}" if r.amount else ""
        state = _("waits for approval") if r.approved is None else "" if r.approved else _("refused")
        title = " · ".join(filter(None, (f"{r.get_kind_display()}{amount}", state)))
        text = f"{r.text}\n{r.decided_by.name}：{r.remark}" if r.remark and r.decided_by else r.text
        found.append(
            CaseLine(
                r.at, r.by.name, title, text, "hand-heart", "warning" if r.approved is None else "neutral"
            )
        )
    for d in case.decisions.select_related("by"):
        title = _("Decided and told by %(way)s") % {"way": d.get_way_display()}
        found.append(
            CaseLine(d.at, d.by.name, title, d.text, "gavel", "positive" if d.is_solved else "warning")
        )
    for c in case.return_calls.select_related("by"):
        found.append(
            CaseLine(
                c.at,
                c.by.name,
                _("Return call: %(verdict)s") % {"verdict": c.get_verdict_display()},
                c.text,
                "phone-forwarded",
            )
        )
    return sorted(found + _owner_lines(changes), key=lambda line: line.at)


def _owner_lines(changes: list[OwnerChange]) -> list[CaseLine]:
    """That another owner was asked for, and what was decided about it."""
    found = []
    for wish in changes:
        names = {"giver": wish.giver.name, "taker": wish.taker.name}
        waits = "warning" if wish.decided_at is None else "neutral"
        title = _("Another owner asked for: %(giver)s → %(taker)s") % names
        found.append(CaseLine(wish.asked_at, wish.asked_by.name, title, wish.reason, "user-round-cog", waits))
        if wish.decided_at and wish.decided_by:
            title = (
                _("Owner changed: %(giver)s → %(taker)s") if wish.approved else _("Owner stays %(giver)s")
            ) % names
            found.append(
                CaseLine(wish.decided_at, wish.decided_by.name, title, wish.remark, "user-round-cog")
            )
    return found


def list_columns(case: Any) -> list[tuple[str, bool]]:
    """The gates of a row of the list: (label, passed). Reads what `listed` brought along, asks nothing."""
    gates = [(_("Receipt acknowledged"), case.has_acknowledgement or not case.is_heard), (_("First assessment"), bool(case.grade)),
             (_("Facts found"), case.has_finding), (_("Compensation decided"), case.has_remedy),
             (_("Decision told to the customer"), case.has_decision), (_("Return call"), case.has_call or not case.is_heard)]  # fmt: skip
    return gates + ([(_("Lesson written down"), bool(case.lesson))] if case.grade == "major" else [])


def board_for(by: "Person", permission: str) -> list[dict[str, Any]]:
    """Open cases by state, the gravest first; at most MOST_CARDS in all. Two queries."""
    cases = list(
        listed(by, permission).exclude(state=CaseState.CLOSED).order_by("opened_at")[: MOST_CARDS * 4]
    )
    passed_on: dict[int, Referral] = {}
    for referral in Referral.objects.filter(
        request__in=[c.request_id for c in cases], ended_at=None
    ).select_related("unit"):
        passed_on[referral.request_id] = referral
    order = list(GRADE_TONES)
    columns = []
    for state in CaseState:
        if state is CaseState.CLOSED:
            continue
        own = [c for c in cases if c.state == state]
        own.sort(key=lambda c: order.index(c.grade) if c.grade else 1)
        cards = [
            {"case": c, "referral": passed_on.get(c.request_id), "missing": [label for label, passed in list_columns(c) if not passed][:1],
             "tone": GRADE_TONES.get(c.grade, "accent")} for c in own[:MOST_CARDS]
        ]  # fmt: skip
        columns.append({"code": state.value, "label": state.label, "count": len(own), "cards": cards})
    return columns
