"""What a person may do next with a request: the buttons of its page, in the order of the work."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quanfu.desk import permissions
from quanfu.desk.enums import OPEN_STATES, Kind, State
from quanfu.desk.models import Request
from quanfu.desk.queries.complaint import case_of, is_hidden

if TYPE_CHECKING:
    from quanfu.org.models import Person


@dataclass(frozen=True)
class Act:
    """A button: shown in the states named, to those who hold the permission in reach of the request."""

    label: str | Promise
    icon: str
    key: str
    url_name: str
    permission: str
    states: tuple[State, ...]
    primary: bool = True

    def url(self, request: Request) -> str:
        return reverse(self.url_name, args=[request.number])


ACTS = (
    Act(_("Classify"), "tags", "t", "desk:classification.create", permissions.CLASSIFICATION_CREATE, (State.REGISTERED,)),
    Act(_("Review"), "scale", "v", "desk:review.create", permissions.REVIEW_CREATE, (State.IN_REVIEW,)),
    Act(_("Explain refusal"), "message-circle", "y", "desk:explanation.create", permissions.EXPLANATION_CREATE, (State.REFUSED,)),
    Act(_("Assign"), "user-check", "a", "desk:assignment.create", permissions.ASSIGNMENT_CREATE, (State.APPROVED,)),
    Act(_("Finish"), "circle-check", "f", "desk:completion.create", permissions.COMPLETION_CREATE, (State.APPROVED, State.ORDERED)),
    Act(_("Tell the customer"), "phone-outgoing", "b", "desk:feedback.create", permissions.FEEDBACK_CREATE, (State.DONE,)),
    Act(_("Close"), "archive", "w", "desk:closure.create", permissions.CLOSURE_CREATE, (State.RATED,)),
    Act(_("Change classification"), "tags", "t", "desk:classification.create", permissions.CLASSIFICATION_CREATE,
        (State.IN_REVIEW, State.APPROVED, State.ORDERED), primary=False),
    Act(_("Hand over"), "hand-helping", "", "desk:handover.create", permissions.HANDOVER_CREATE, (State.ORDERED,), primary=False),
    Act(_("Give to somebody else"), "arrow-right-left", "h", "desk:reassignment.create", permissions.REASSIGNMENT_CREATE,
        (State.ORDERED,), primary=False),
    Act(_("Close"), "archive", "w", "desk:closure.create", permissions.CLOSURE_CREATE,
        (State.REGISTERED, State.IN_REVIEW, State.APPROVED, State.REFUSED, State.FED_BACK), primary=False),
    Act(_("Make a request"), "forward", "", "desk:conversion.create", permissions.CONVERSION_CREATE, tuple(OPEN_STATES), primary=False),
    Act(_("Open the service package"), "package-open", "", "desk:service_package.create", permissions.SERVICE_PACKAGE_CREATE,
        (State.APPROVED, State.ORDERED, State.DONE, State.FED_BACK), primary=False),
    Act(_("Promise an answer"), "handshake", "", "desk:promise.create", permissions.PROMISE_CREATE, tuple(OPEN_STATES), primary=False),
    Act(_("Open the complaint"), "megaphone", "l", "desk:complaint.show", permissions.COMPLAINT_SHOW, tuple(State)),
    Act(_("Turn into a complaint"), "megaphone", "", "desk:complaint.create", permissions.COMPLAINT_CREATE, tuple(OPEN_STATES), primary=False),
    Act(_("Put on hold"), "circle-pause", "", "desk:hold.create", permissions.HOLD_CREATE,
        (State.REGISTERED, State.IN_REVIEW, State.APPROVED, State.ORDERED, State.DONE), primary=False),
    Act(_("Take up again"), "circle-play", "", "desk:hold.delete", permissions.HOLD_DELETE, tuple(OPEN_STATES), primary=False),
    Act(_("Pass to a department"), "send-to-back", "", "desk:referral.create", permissions.REFERRAL_CREATE, tuple(OPEN_STATES), primary=False),
    Act(_("Put aside"), "alarm-clock", "z", "desk:snooze.create", permissions.SNOOZE_CREATE, tuple(OPEN_STATES), primary=False),
    Act(_("Bring back"), "alarm-clock-off", "z", "desk:snooze.delete", permissions.SNOOZE_DELETE, tuple(OPEN_STATES), primary=False),
    Act(_("Run a macro"), "wand-sparkles", "y", "desk:macro_run.panel", permissions.MACRO_RUN_PANEL, tuple(OPEN_STATES), primary=False),
    Act(_("Link to another"), "link-2", "", "desk:link.create", permissions.LINK_CREATE, tuple(State), primary=False),
    Act(_("Merge into another"), "merge", "", "desk:merge.create", permissions.MERGE_CREATE,
        (State.REGISTERED, State.IN_REVIEW, State.APPROVED), primary=False),
)  # fmt: skip
# what a complaint has its own pages for
OF_COMPLAINTS = {
    "desk:classification.create", "desk:review.create", "desk:completion.create", "desk:feedback.create", "desk:closure.create",
    "desk:complaint.create",
}  # fmt: skip


def acts_for(request: Request, by: "Person") -> list[Act]:
    """The acts open to this person now. Work with an order is finished on the order, not here."""
    state = State(request.state)
    found = [act for act in ACTS if state in act.states and covers(request, by=by, permission=act.permission)]
    if request.service_type and request.service_type.needs_order:
        found = [act for act in found if act.url_name != "desk:completion.create"]
    of_kind = {"desk:conversion.create": Kind.ENQUIRY, "desk:service_package.create": Kind.PACKAGE}
    found = [act for act in found if of_kind.get(act.url_name, request.kind) == request.kind]
    asleep = "desk:snooze.create" if request.snoozed_until else "desk:snooze.delete"
    found = [act for act in found if act.url_name != asleep]
    if request.service_type_id is None:
        found = [act for act in found if act.url_name != "desk:closure.create"]
    found = [
        act
        for act in found
        if act.url_name != ("desk:hold.create" if request.waits_for else "desk:hold.delete")
    ]
    case = case_of(request) if request.kind == Kind.COMPLAINT else None
    if case is None:
        return [act for act in found if act.url_name != "desk:complaint.show"]
    hidden = {"desk:complaint.show"} if is_hidden(case, by=by) else set()
    return [act for act in found if act.url_name not in OF_COMPLAINTS | hidden]


def covers(request: Request, *, by: "Person", permission: str) -> bool:
    """Whether the permission reaches this request; the same answer as visible_to, without a query."""
    scope = by.scope(permission)
    mine = by.pk in (request.responsible_id, request.owner_id, request.opened_by_id)
    return scope.covers(unit_id=request.unit_id, company_id=request.company_id) or (scope.own and mine)
