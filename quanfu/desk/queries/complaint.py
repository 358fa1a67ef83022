"""Reads of complaints: who sees a case, and what is still missing before each step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.errors import Refused
from quanfu.core.rules import rule
from quanfu.desk.enums import COMPENSATING, CaseState, Grade, RemedyKind
from quanfu.desk.models import Complaint, Dispute, Referral, Remedy, Request
from quanfu.desk.permissions import DISPUTE_UPDATE, REMEDY_UPDATE
from quanfu.desk.queries.request import DETAIL, visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person

CASE = ("about", "regarding", "failure_point", *(f"request__{name}" for name in DETAIL))


def hidden_from(by: "Person") -> Q:
    """Cases that this person must not see, as they are complained of in them (rule desk.complaint_hidden)."""
    return Q(about=by.pk) if rule("desk.complaint_hidden") else Q(pk__in=())


def is_hidden(case: Complaint, *, by: "Person") -> bool:
    """The same answer as hidden_from, without a query."""
    return case.about_id == by.pk and bool(rule("desk.complaint_hidden"))


def complaints_for(by: "Person", permission: str) -> QuerySet[Complaint]:
    """The cases in reach: those of the requests in reach, less what others say of the reader."""
    found = Complaint.objects.filter(request__in=Request.objects.filter(visible_to(by, permission)))
    return found.exclude(hidden_from(by))


def access_complaint(number: str, *, by: "Person", permission: str) -> Complaint:
    """The case with its request, one query; Http404 alike when absent and when forbidden."""
    found = complaints_for(by, permission).select_related(*CASE).filter(request__number=number).first()
    if found is None:
        raise Http404
    return found


def case_of(request: Request) -> Complaint | None:
    """The case of a request, if it has one; no rights are asked for."""
    return Complaint.objects.filter(request=request).first()


def listed(by: "Person", permission: str) -> QuerySet[Complaint]:
    """Cases in reach with what a list shows, and which of their gates are passed; one query."""
    cases = complaints_for(by, permission).select_related("request__owner", "request__responsible", "about")
    return cases.annotate(
        has_acknowledgement=Exists(
            Complaint.objects.filter(pk=OuterRef("pk"), acknowledgements__isnull=False)
        ),
        has_finding=Exists(Complaint.objects.filter(pk=OuterRef("pk"), findings__isnull=False)),
        has_remedy=Exists(
            Remedy.objects.filter(complaint=OuterRef("pk"), kind__in=COMPENSATING, approved=True)
        ),
        has_decision=Exists(Complaint.objects.filter(pk=OuterRef("pk"), decisions__isnull=False)),
        has_call=Exists(Complaint.objects.filter(pk=OuterRef("pk"), return_calls__isnull=False)),
    )


def filtered(rows: QuerySet[Complaint], chosen: dict[str, str]) -> QuerySet[Complaint]:
    """Narrowed by the list's filters; open ones unless a state, or "all", is asked for."""
    state = chosen.get("state")
    if state in (None, "", "open"):
        rows = rows.exclude(state=CaseState.CLOSED)
    elif state != "all":
        rows = rows.filter(state=state)
    return rows.filter(
        **{name: value for name in ("grade", "origin", "cause") if (value := chosen.get(name))}
    )


def waiting_remedies(by: "Person", permission: str) -> QuerySet[Remedy]:
    """Offers that wait for an approval, of cases in reach."""
    return Remedy.objects.filter(approved=None, complaint__in=complaints_for(by, permission)).select_related(
        "complaint__request", "by"
    )


def access_remedy(pk: int, *, by: "Person") -> Remedy:
    found = (
        Remedy.objects.filter(pk=pk, complaint__in=complaints_for(by, REMEDY_UPDATE))
        .select_related("by", *(f"complaint__{name}" for name in CASE))
        .first()
    )
    if found is None:
        raise Http404
    return found


def access_dispute(pk: int, *, by: "Person") -> Dispute:
    found = (
        Dispute.objects.filter(pk=pk, complaint__in=complaints_for(by, DISPUTE_UPDATE))
        .select_related(*(f"complaint__{name}" for name in CASE))
        .first()
    )
    if found is None:
        raise Http404
    return found


def promised_by(since: datetime) -> datetime:
    """By when a complainant has our answer: around the clock (AMB-13)."""
    return since + timedelta(hours=int(rule("desk.complaint_answer_hours")))


def procedure_of(request: Request, expected_at: datetime) -> str:
    """The text by which receipt is acknowledged: procedure, owner, date and number, in the server's language."""
    language = "en" if settings.LANGUAGE_CODE.startswith("en") else "zh"
    text = str(rule(f"desk.complaint_procedure_{language}", company=request.company_id))
    places = {
        "number": request.number,
        "owner": request.owner.name if request.owner else str(request.company),
        "date": f"{localtime(expected_at):%Y-%m-%d %H:%M}",
    }
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


@dataclass(frozen=True)
class Gate:
    """Something a complaint must have. ``before``: the steps that are refused without it. ``missing``: what to do, in words,
    empty when it is there. ``field``: the input of the refused act that can make up for it; ``act``: the page that does."""

    code: str
    label: str
    before: tuple[str, ...]
    missing: str = ""
    field: str | None = None
    act: str = ""

    @property
    def is_passed(self) -> bool:
        return not self.missing


class Gates:
    """All gates of one case at once. Ten small queries, whatever the case."""

    def __init__(self, case: Complaint, *, lesson: str = "", reason: str = "") -> None:
        self.case, self.lesson, self.reason = case, lesson or case.lesson, reason

    @cached_property
    def remedies(self) -> list[Remedy]:
        return list(self.case.remedies.exclude(approved=False))

    @cached_property
    def all(self) -> list[Gate]:
        """Every gate in the order of the way; those that this case does not need are left out."""
        found = [self._acknowledged(), self._assessed(), self._found(), self._answered(), self._approved(), self._compensated(),
                 self._more_than_sorry(), self._told(), self._agreed(), self._work_done(), self._called(), self._learnt()]  # fmt: skip
        return [gate for gate in found if gate]

    def missing(self, step: str) -> list[Gate]:
        return [gate for gate in self.all if step in gate.before and not gate.is_passed]

    def require(self, step: str) -> None:
        """Refused with all that is missing at once, beside the field of the first."""
        if missing := self.missing(step):
            raise Refused(" ".join(gate.missing for gate in missing), field=missing[0].field)

    def _acknowledged(self) -> Gate | None:
        if not self.case.is_heard:
            return None
        text = (
            "" if self.case.acknowledgements.exists() else _("Acknowledge receipt, with procedure and date.")
        )
        return Gate(
            "acknowledged", _("Receipt acknowledged"), ("closed",), text, act="desk:acknowledgement.create"
        )

    def _assessed(self) -> Gate:
        text = "" if self.case.grade else _("Assess how grave it is.")
        return Gate(
            "assessed", _("First assessment"), ("solved", "closed"), text, act="desk:assessment.create"
        )

    def _found(self) -> Gate:
        text = "" if self.case.findings.exists() else _("Record what the investigation found.")
        return Gate("found", _("Facts found"), ("solved", "closed"), text, act="desk:finding.create")

    def _answered(self) -> Gate | None:
        open_ones = [r for r in self.case.request.referrals.select_related("unit") if r.ended_at is None]
        if not self.case.request.referrals.exists():
            return None
        names = "、".join(r.unit.label for r in open_ones)
        text = _("%(units)s has not answered yet.") % {"units": names} if open_ones else ""
        return Gate("answered", _("Departments have answered"), ("closed",), text)

    def _approved(self) -> Gate | None:
        waiting = [r for r in self.remedies if r.approved is None]
        if not self.remedies:
            return None
        text = _("An offer still waits for its approval.") if waiting else ""
        return Gate("approved", _("Offers approved"), ("solved", "closed"), text, act="desk:remedy.index")

    def _compensated(self) -> Gate | None:
        if not self.case.findings.filter(is_confirmed=True).exists():
            return None
        decided = any(r.kind in COMPENSATING and r.approved for r in self.remedies)
        text = "" if decided else _("Decide about compensation; if there is none, say why.")
        return Gate("compensated", _("Compensation decided"), ("closed",), text, act="desk:remedy.create")

    def _more_than_sorry(self) -> Gate | None:
        kinds = {r.kind for r in self.remedies} - {RemedyKind.NONE.value}
        if kinds != {RemedyKind.APOLOGY.value}:
            return None
        text = (
            ""
            if self.reason.strip()
            else _("An apology alone does not settle it: do something more, or give the reason.")
        )
        return Gate(
            "more", _("More than an apology"), ("closed",), text, field="reason", act="desk:remedy.create"
        )

    def _told(self) -> Gate:
        text = "" if self.case.decisions.exists() else _("Decide, and tell the customer.")
        return Gate(
            "told", _("Decision told to the customer"), ("called", "closed"), text, act="desk:decision.create"
        )

    def _agreed(self) -> Gate | None:
        disputes = self.case.disputes.values_list("ended_at", flat=True)
        if not disputes:
            return None
        text = _("A dispute has not ended.") if None in disputes else ""
        return Gate("agreed", _("Disputes ended"), ("closed",), text)

    def _work_done(self) -> Gate | None:
        request = self.case.request
        tasks = (
            request.investigations.filter(closed_at=None).exists()
            or request.followups.filter(done_at=None).exists()
        )
        return (
            Gate(
                "tasks", _("Tasks done"), ("closed",), _("An investigation or follow-up task is still open.")
            )
            if tasks
            else None
        )

    def _called(self) -> Gate | None:
        if not self.case.is_heard:
            return None
        text = (
            ""
            if self.case.state in (CaseState.CALLED, CaseState.CLOSED)
            else _("Call the customer back and ask whether it is solved.")
        )
        return Gate("called", _("Return call"), ("closed",), text, act="desk:return_call.create")

    def _learnt(self) -> Gate | None:
        if self.case.grade != Grade.MAJOR:
            return None
        text = (
            ""
            if self.lesson.strip()
            else _("Write down the lesson; a major complaint is not closed without.")
        )
        return Gate("learnt", _("Lesson written down"), ("closed",), text, field="lesson")


def open_referrals(by: "Person", permission: str) -> QuerySet[Referral]:
    """What departments still have to answer: one's own, and those of requests in reach."""
    requests = Request.objects.filter(visible_to(by, permission))
    return (
        Referral.objects.filter(Q(person=by.pk) | Q(request__in=requests), ended_at=None)
        .select_related("request", "unit", "person", "from_unit")
        .exclude(request__in=_hidden_requests(by))
    )


def access_referral(pk: int, *, by: "Person", permission: str) -> Referral:
    requests = Request.objects.filter(visible_to(by, permission))
    found = (
        Referral.objects.filter(Q(person=by.pk) | Q(request__in=requests), pk=pk)
        .exclude(request__in=_hidden_requests(by))
        .select_related("unit", "from_unit", "person", "by", *(f"request__{name}" for name in DETAIL))
        .first()
    )
    if found is None:
        raise Http404
    return found


def _hidden_requests(by: "Person") -> QuerySet[Complaint, Any]:
    return Complaint.objects.filter(hidden_from(by)).values("request")
