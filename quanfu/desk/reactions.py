"""What the desk does when something has happened. Each unpacks the event and calls one action."""

from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.core.rules import rule
from quanfu.desk.actions.assignment import auto_assign
from quanfu.desk.actions.callback import plan_callback
from quanfu.desk.actions.complaint import ensure_case
from quanfu.desk.enums import Grade
from quanfu.desk.models import Reassignment
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of, person_by_id


def assign_automatically(event: Event) -> None:
    """Where the company wants it, an approved request goes to the best person at once."""
    if rule("desk.assignment_automatic"):
        auto_assign(request=event.subject, by=SYSTEM)


def call_back_later(event: Event) -> None:
    """Finished work is asked about by phone (FBK-9, FBK-10)."""
    plan_callback(request=event.subject, by=SYSTEM)


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


def open_case(event: Event) -> None:
    """A complaint has a case from its first second."""
    ensure_case(request=event.subject, by=event.by or SYSTEM)


def tell_referred(event: Event) -> None:
    """Who answers for the department now."""
    text = _("%(number)s was passed to you: %(subject)s") % {"number": event.subject.number, "subject": event.subject.subject}
    url = reverse("desk:referral.update", args=[event.data["referral"]])
    notify(people=[person_by_id(event.data["person"])], text=text, url=url, by=SYSTEM)


def tell_climbed(event: Event) -> None:
    """The new and the old one who answers, the contact owner and the one who passed it on (CMP-13)."""
    referral = event.subject.referrals.select_related("unit", "by").get(pk=event.data["referral"])
    people = [person_by_id(event.data["person"]), person_by_id(event.data["before"]), event.subject.owner, referral.by]
    text = _("%(number)s was not answered in time and is now with %(unit)s, level %(level)s")
    values = {"number": event.subject.number, "unit": referral.unit, "level": referral.level}
    notify(people=people, text=text % values, url=reverse("desk:referral.update", args=[referral.pk]), by=SYSTEM)


def tell_referral_end(event: Event) -> None:
    """The contact owner hears what the department says."""
    text = _("%(number)s has come back from the department") % {"number": event.subject.number}
    notify(people=[event.subject.owner], text=text, url=_path(event.subject), by=event.by or SYSTEM)


def tell_remedy_approver(event: Event) -> None:
    """An offer above the limit waits for the head of the unit (CMP-6)."""
    remedy = event.subject
    if event.data["waits"]:
        text = _("%(number)s: an offer of %(amount)s yuan waits for approval") % {"number": remedy.complaint, "amount": f"{remedy.amount:,}"}
        notify(people=[head_of(remedy.complaint.request.unit, other_than=remedy.by)], text=text, url=reverse("desk:remedy.index"), by=SYSTEM)


def tell_of_major(event: Event) -> None:
    """The head of the company hears of a major complaint at once (CMP-21)."""
    case = event.subject
    if case.grade == Grade.MAJOR and "grade" in event.changes:
        text = _("Major complaint %(number)s: %(subject)s") % {"number": case, "subject": case.request.subject}
        notify(people=[head_of(case.request.company)], text=text, url=_path(case.request), by=SYSTEM)


def _path(request: object) -> str:
    return reverse("desk:request.show", args=[str(request)])
