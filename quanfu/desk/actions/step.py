"""One step of a macro or of a bulk act, through the ordinary actions and with the rights of the one who runs it."""

from typing import Any

from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.priority import set_priority
from quanfu.desk.actions.snooze import snooze_for
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.desk.queries.acts import covers
from quanfu.desk.queries.reply_template import fill_template, templates_of
from quanfu.desk.queries.service_type import choosable_types
from quanfu.desk.queries.steps import STEPS
from quanfu.org.queries.person import people_of_company


def run_step(*, request: Request, step: dict[str, Any], by: Actor) -> None:
    """Do it, in the caller's transaction. Refused and AlreadyDone as of the act itself; Refused without the right to it
    on this request, and for a person, type or template that is no longer there."""
    person = by.person
    if person is None or not covers(request, by=person, permission=STEPS[step["act"]].permission):
        raise Refused(_("You have no right to do this here."))
    value = step["value"]
    match step["act"]:
        case "classify":
            found = choosable_types(request.company_id).filter(pk=value).first()
            classify_request(request=request, service_type=_there(found), by=by)
        case "priority":
            set_priority(request=request, priority=int(value), by=by)
        case "assign":
            chosen = (
                person if value == "me" else people_of_company(request.company_id).filter(pk=value).first()
            )
            assign_request(request=request, person=_there(chosen), by=by)
        case "reply":
            template = _there(templates_of(request.company_id).filter(pk=value).first())
            add_note(
                request=request, kind=NoteKind.REPLY, text=fill_template(template, request, person), by=by
            )
        case "note":
            add_note(request=request, kind=NoteKind.NOTE, text=value, by=by)
        case "snooze":
            snooze_for(request=request, when=value, by=by)
        case "close":
            close_request(request=request, reason=value, by=by)


def _there(found: Any) -> Any:
    if found is None:
        raise Refused(_("What it names is no longer there."))
    return found
