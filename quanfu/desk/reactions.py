"""What the desk does when something has happened. Each unpacks the event and calls one action."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.channels.actions.group_hook import tell_groups as tell_all_groups
from quanfu.channels.queries.group_hook import hooks_told_of
from quanfu.channels.queries.talk import speaker
from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.desk.actions.assignment import auto_assign
from quanfu.desk.actions.callback import plan_callback
from quanfu.desk.actions.citation import count_citations
from quanfu.desk.actions.complaint import ensure_case
from quanfu.desk.actions.confirmation import confirm_by_mail as confirm
from quanfu.desk.actions.confirmation import confirm_where_they_wrote as confirm_there
from quanfu.desk.actions.customer_history import carry_history as carry
from quanfu.desk.actions.decision import count_callback
from quanfu.desk.actions.handover import end_absence as keep
from quanfu.desk.actions.handover import hand_over_all
from quanfu.desk.actions.handover import settle_handovers as settle
from quanfu.desk.actions.hold import end_hold_of
from quanfu.desk.actions.incoming import take_incoming as take
from quanfu.desk.actions.incoming import try_another_way as try_other
from quanfu.desk.actions.mention import mention_people
from quanfu.desk.actions.offer import offer_request
from quanfu.desk.actions.promise import keep_promises as keep_all
from quanfu.desk.actions.request_words import index_request
from quanfu.desk.actions.snooze import wake_request
from quanfu.desk.actions.talk import give_to_talker, note_end, note_words, open_from_talk
from quanfu.desk.actions.thanks import thank
from quanfu.desk.enums import (
    AssignmentMode,
    Grade,
    HandoverCause,
    Kind,
    NoteKind,
    Priority,
    State,
    WaitsFor,
    WakeReason,
)
from quanfu.desk.jobs import look_at_queue, start_absence
from quanfu.desk.models import OwnerChange, Reassignment
from quanfu.desk.queries.callback import callback_by_id
from quanfu.desk.queries.queue import mode_of
from quanfu.desk.queries.snooze import sleeping
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of, person_by_id


def assign_automatically(event: Event) -> None:
    """In the way of its type: to the best person at once, offered to the best, or left for the batch or the dispatcher."""
    mode = mode_of(event.subject.service_type)
    if mode == AssignmentMode.AUTOMATIC:
        auto_assign(request=event.subject, by=SYSTEM)
    elif mode == AssignmentMode.OFFER:
        offer_request(request=event.subject, by=SYSTEM)


def look_again(event: Event) -> None:
    """Somebody is free, is back, or may do more than before: the queue of the company is looked at again."""
    look_at_queue.enqueue(company_id=event.subject.company_id)


def await_absence(event: Event) -> None:
    """When the leave begins its work must be taken over, when it ends the queue is looked at again."""
    starts, ends = (datetime.fromisoformat(event.data[name]) for name in ("start", "end"))
    start_absence.using(run_after=starts).enqueue(absence_id=event.data["absence"])
    look_at_queue.using(run_after=ends).enqueue(company_id=event.subject.company_id)


def end_absence(event: Event) -> None:
    """A leave taken back leaves its work where it was, and frees a pair of hands."""
    keep(person=event.subject, by=event.by or SYSTEM)
    look_at_queue.enqueue(company_id=event.subject.company_id)


def hand_over_leaver(event: Event) -> None:
    """Somebody left the company: the head is asked to accept what they had."""
    hand_over_all(person=event.subject, taker=None, cause=HandoverCause.LEAVING, by=SYSTEM)


def settle_handovers(event: Event) -> None:
    """What is done, or another's by a granted change, need not be taken over any more."""
    if event.data.get("approved", True):
        settle(request_id=event.subject_id, by=event.by or SYSTEM)


def call_back_later(event: Event) -> None:
    """Finished work is asked about by phone (FBK-9, FBK-10)."""
    plan_callback(request=event.subject, by=SYSTEM)


def wake_on_answer(event: Event) -> None:
    """The customer wrote: what was put aside is back."""
    if event.data.get("kind") == NoteKind.CUSTOMER and sleeping(event.subject):
        wake_request(request=event.subject, reason=WakeReason.ANSWER, by=event.by or SYSTEM)


def wake_closed(event: Event) -> None:
    """What is closed is no longer put aside."""
    if event.subject.state == State.CLOSED and sleeping(event.subject):
        wake_request(request=event.subject, reason=WakeReason.CLOSED, by=event.by or SYSTEM)


def tell_mentioned(event: Event) -> None:
    """Colleagues named in a private note are told."""
    if event.data.get("kind") == NoteKind.NOTE:
        note = event.subject.notes.select_related("by", "request").get(pk=event.data["note"])
        mention_people(note=note, by=note.by or SYSTEM)


def index_words(event: Event) -> None:
    """A request is found by what was just written about it; new ones follow within the minute."""
    index_request(request_id=event.subject_id, entry=event.journal_id)


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
    text = _("%(number)s was passed to you: %(subject)s") % {
        "number": event.subject.number,
        "subject": event.subject.subject,
    }
    url = reverse("desk:referral.update", args=[event.data["referral"]])
    notify(people=[person_by_id(event.data["person"])], text=text, url=url, by=SYSTEM)


def tell_climbed(event: Event) -> None:
    """The new and the old one who answers, the contact owner and the one who passed it on (CMP-13)."""
    referral = event.subject.referrals.select_related("unit", "by").get(pk=event.data["referral"])
    people = [
        person_by_id(event.data["person"]),
        person_by_id(event.data["before"]),
        event.subject.owner,
        referral.by,
    ]
    text = _("%(number)s was not answered in time and is now with %(unit)s, level %(level)s")
    values = {"number": event.subject.number, "unit": referral.unit, "level": referral.level}
    notify(
        people=people, text=text % values, url=reverse("desk:referral.update", args=[referral.pk]), by=SYSTEM
    )


def tell_referral_end(event: Event) -> None:
    """The contact owner hears what the department says."""
    text = _("%(number)s has come back from the department") % {"number": event.subject.number}
    notify(people=[event.subject.owner], text=text, url=_path(event.subject), by=event.by or SYSTEM)


def tell_remedy_approver(event: Event) -> None:
    """An offer above the limit waits for the head of the unit (CMP-6)."""
    remedy = event.subject
    if event.data["waits"]:
        text = _("%(number)s: an offer of %(amount)s yuan waits for approval") % {
            "number": remedy.complaint,
            "amount": f"{remedy.amount:,}",
        }
        notify(
            people=[head_of(remedy.complaint.request.unit, other_than=remedy.by)],
            text=text,
            url=reverse("desk:remedy.index"),
            by=SYSTEM,
        )


def count_return_call(event: Event) -> None:
    """A finished return call about a solved complaint is the one that its way asks for."""
    if callback := callback_by_id(event.data["callback"]):
        count_callback(callback=callback, by=event.by or SYSTEM)


def tell_owner_change_asked(event: Event) -> None:
    """The head of the unit decides who owns a complaint (CMP-2)."""
    wish = OwnerChange.objects.select_related("taker").get(pk=event.data["owner_change"])
    text = _("%(giver)s → %(taker)s wished as owner of %(number)s") % {
        **event.data,
        "number": event.subject.number,
    }
    head = head_of(event.subject.unit, other_than=wish.asked_by)
    notify(people=[head], text=text, url=reverse("desk:owner_change.index"), by=SYSTEM)


def tell_owner_change_decided(event: Event) -> None:
    """Old and new owner and the one who asked hear of the decision."""
    wish = OwnerChange.objects.select_related("giver", "taker", "asked_by").get(pk=event.data["owner_change"])
    said = (
        _("%(number)s: %(taker)s is the owner now")
        if wish.approved
        else _("%(number)s: the owner stays %(giver)s")
    )
    text = said % {**event.data, "number": event.subject.number}
    notify(
        people=[wish.giver, wish.taker, wish.asked_by],
        text=text,
        url=_path(event.subject),
        by=event.by or SYSTEM,
    )


def tell_of_major(event: Event) -> None:
    """The head of the company hears of a major complaint at once (CMP-21)."""
    case = event.subject
    if case.grade == Grade.MAJOR and "grade" in event.changes:
        text = _("Major complaint %(number)s: %(subject)s") % {
            "number": case,
            "subject": case.request.subject,
        }
        notify(people=[head_of(case.request.company)], text=text, url=_path(case.request), by=SYSTEM)


def _path(request: object) -> str:
    return reverse("desk:request.show", args=[str(request)])


def end_hold_on_answer(event: Event) -> None:
    """The customer we waited for has written."""
    if event.data.get("kind") == NoteKind.CUSTOMER and event.subject.waits_for == WaitsFor.CUSTOMER:
        end_hold_of(request=event.subject, by=event.by or SYSTEM)


def end_hold(event: Event) -> None:
    """What has ended no longer waits."""
    if event.subject.state in (State.DONE, State.REFUSED, State.CLOSED):
        end_hold_of(request=event.subject, by=event.by or SYSTEM)


def keep_promises(event: Event) -> None:
    """A reply or a call keeps what was promised (INT-10)."""
    if event.data.get("kind") in (NoteKind.REPLY, NoteKind.CALL):
        keep_all(request=event.subject, by=event.by or SYSTEM)


def fulfil_promises(event: Event) -> None:
    """So does telling the customer the result."""
    keep_all(request=event.subject, by=event.by or SYSTEM)


def thank_for_suggestion(event: Event) -> None:
    """Suggestions are thanked for, whatever way they come (INT-15)."""
    if event.subject.kind == Kind.SUGGESTION:
        thank(request=event.subject, by=SYSTEM)


def tell_emergency_team(event: Event) -> None:
    """Who must act now on an emergency that somebody else took (INT-24)."""
    request = event.subject
    if request.priority == Priority.EMERGENCY and request.responsible_id != request.opened_by_id:
        text = _("Emergency %(number)s: %(subject)s") % {"number": request.number, "subject": request.subject}
        notify(people=[request.responsible], text=text, url=_path(request), by=event.by or SYSTEM)


def tell_groups(event: Event) -> None:
    """Work groups hear of a changed state: number, kind, state, unit, and nothing of the customer (COL-2)."""
    if "state" in event.changes and hooks_told_of(event.name, event.subject.company_id):
        request = event.subject
        text = " · ".join(
            (
                request.number,
                str(Kind(request.kind).label),
                str(State(request.state).label),
                request.unit.label,
            )
        )
        tell_all_groups(company_id=request.company_id, event=event.name, text=text, by=event.by or SYSTEM)


def carry_history(event: Event) -> None:
    """Two customers were one (CUS-2)."""
    carry(double=event.data["double"], to=event.subject_id, by=event.by or SYSTEM)


def count_articles(event: Event) -> None:
    """What the closed request was answered with has been of use once more."""
    count_citations(request=event.subject, by=SYSTEM)


def take_incoming(event: Event) -> None:
    """What a channel brought is a request, or belongs to one."""
    take(incoming=event.subject, by=event.by or SYSTEM)


def try_another_way(event: Event) -> None:
    """The customer was not reached (TEC-12)."""
    try_other(message=event.subject, by=event.by or SYSTEM)


def confirm_by_mail(event: Event) -> None:
    """Who wrote a mail that opened a request is told its number and what happens next."""
    confirm(incoming=event.subject, by=SYSTEM)


def confirm_where_they_wrote(event: Event) -> None:
    """Who opened a request by SMS or on a messenger is told its number, and when we are closed."""
    confirm_there(incoming=event.subject, by=SYSTEM)


def open_talk(event: Event) -> None:
    """A visitor of the web chat wants a person, or has left a message (INT-22)."""
    open_from_talk(talk=event.subject, by=speaker(event.subject))


def give_talk(event: Event) -> None:
    """Somebody has the visitor now."""
    person = person_by_id(event.data["person"])
    if person:
        give_to_talker(number=event.data["request"], person=person, by=person)


def note_talk(event: Event) -> None:
    """The visitor has said something."""
    note_words(number=event.data["request"], text=event.data["text"], by=event.by or SYSTEM)


def note_end_of_talk(event: Event) -> None:
    """The talk of a request is over."""
    if event.data["request"]:
        note_end(number=event.data["request"], by=event.by or SYSTEM)
