"""What the desk does when something has happened. Each unpacks the event and calls one action."""

from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.core.rules import rule
from quanfu.desk.actions.assignment import auto_assign
from quanfu.desk.models import Reassignment
from quanfu.org.actions.notification import notify


def assign_automatically(event: Event) -> None:
    """Where the company wants it, an approved request goes to the best person at once."""
    if rule("desk.assignment_automatic"):
        auto_assign(request=event.subject, by=SYSTEM)


def tell_assignee(event: Event) -> None:
    """Where a work order is sent, the order tells them."""
    request = event.subject
    if request.service_type is None or not request.service_type.needs_order:
        text = _("%(number)s is yours: %(subject)s") % {"number": request.number, "subject": request.subject}
        notify(people=[request.responsible], text=text, url=_path(request), by=SYSTEM)


def tell_approver(event: Event) -> None:
    """The head of the unit decides about the change."""
    text = _("%(giver)s → %(taker)s wished for %(number)s") % {**event.data, "number": event.subject.number}
    head = event.subject.unit.head
    notify(people=[head] if head else [], text=text, url=reverse("desk:reassignment.index"), by=SYSTEM)


def tell_all_concerned(event: Event) -> None:
    """Old and new assignee, the one who asked, the dispatcher and the contact owner (ASG-10)."""
    wish = Reassignment.objects.select_related("giver", "taker", "asked_by", "request__owner").get(
        pk=event.data["reassignment"]
    )
    dispatchers = [a.by for a in wish.request.assignments.select_related("by") if a.by]
    people = [
        wish.giver,
        wish.taker,
        wish.asked_by,
        *dispatchers,
        *([wish.request.owner] if wish.request.owner else []),
    ]
    text = _("%(number)s: change from %(giver)s to %(taker)s granted") if wish.approved else _("%(number)s: change from %(giver)s to %(taker)s refused")  # fmt: skip
    notify(
        people=people,
        text=text % {**event.data, "number": wish.request.number},
        url=_path(wish.request),
        by=SYSTEM,
    )


def tell_investigator(event: Event) -> None:
    owner = event.subject.investigations.select_related("owner").get(pk=event.data["investigation"]).owner
    text = _("Find out why %(number)s was rated %(score)s") % {
        "number": event.subject.number,
        "score": event.data["score"],
    }
    notify(people=[owner], text=text, url=reverse("desk:investigation.index"), by=SYSTEM)


def tell_followup_owner(event: Event) -> None:
    owner = event.subject.followups.select_related("owner").get(pk=event.data["followup"]).owner
    notify(people=[owner], text=_("Follow up what the customer of %(number)s raised") % {"number": event.subject.number},
           url=reverse("desk:followup.index"), by=SYSTEM)  # fmt: skip


def _path(request: object) -> str:
    return reverse("desk:request.show", args=[str(request)])
