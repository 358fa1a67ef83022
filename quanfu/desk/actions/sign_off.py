"""The end of a shift, and the end of a day: nothing stays open in silence (EXE-11, EXE-12)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.handover import ask_handover
from quanfu.desk.enums import SignOffOutcome
from quanfu.desk.models import Handover, Leftover, SignOff, SignOffLine, SpecialReason
from quanfu.desk.queries.handover import UNFINISHED, current_shift, items_to_sign_off, received_on
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import heads_of
from quanfu.org.queries.unit import open_companies

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from quanfu.org.models import Person


@dataclass(frozen=True)
class Word:
    """What is said of one open item: handed to ``taker`` with the progress, or kept for ``reason``."""

    taker: "Person | None" = None
    progress: str = ""
    reason: SpecialReason | None = None
    note: str = ""


def sign_off(*, words: Mapping[int, Word], by: "Person") -> SignOff:
    """End the shift. ``words``: by id of each open request, to whom it is handed over or why it is kept.

    Refused while an open item has neither; what was finished or handed over before needs no word. AlreadyDone the second
    time in one shift, unless items came in since: then they are said too.
    """
    at, items = now(), list(items_to_sign_off(by.pk))
    for item in items:
        word = words.get(item.pk, Word())
        if word.taker is None and word.reason is None:
            told = _("%(number)s is still open: hand it over with the progress noted, or say why it stays.")
            raise Refused(told % {"number": item.number}, field=f"do_{item.pk}")
    start = current_shift(by, at)
    with transaction.atomic():
        shift, new = SignOff.objects.get_or_create(person=by, duty_start=start, defaults={"at": at})
        if not new and not items:
            raise AlreadyDone(_("You have signed off already."))
        lines = []
        for item in items:
            word, handover = words[item.pk], None
            if word.taker is not None:
                try:
                    handover = ask_handover(request=item, taker=word.taker, progress=word.progress, by=by)
                except Refused as refused:
                    raise Refused(refused.message, field=f"{refused.field or 'do'}_{item.pk}") from None
            outcome = SignOffOutcome.HANDED if handover else SignOffOutcome.KEPT
            lines.append(SignOffLine(sign_off=shift, request=item, outcome=outcome, handover=handover,
                                     reason=None if handover else word.reason, note=word.note.strip()[:300]))  # fmt: skip
        SignOffLine.objects.bulk_create(lines, update_conflicts=True, unique_fields=["sign_off", "request"],
                                        update_fields=["outcome", "handover", "reason", "note"])  # fmt: skip
        for line in lines:
            _answer(Leftover.objects.filter(request=line.request, person=by, answered_at=None),
                    reason=line.reason, handover=line.handover, note=line.note)  # fmt: skip
        emit(events.SIGN_OFF_CREATED, shift, by=by, data={"items": [line.request_id for line in lines]})
    return shift


def _answer(
    rows: "QuerySet[Leftover]", *, reason: SpecialReason | None, handover: Handover | None, note: str
) -> int:
    return rows.update(answered_at=now(), reason=reason, handover=handover, note=note)


def answer_leftover(*, leftover: Leftover, word: Word, by: "Person") -> None:
    """Say the special reason, or hand it over. Refused without either; AlreadyDone when it is answered."""
    if word.taker is None and word.reason is None:
        raise Refused(_("Choose the special reason, or somebody to hand it over to."), field="reason")
    with transaction.atomic():
        handover = ask_handover(request=leftover.request, taker=word.taker, progress=word.progress, by=by) if word.taker else None  # fmt: skip
        mine = Leftover.objects.filter(pk=leftover.pk, person=by.pk, answered_at=None)
        if _answer(mine, reason=None if handover else word.reason, handover=handover, note=word.note.strip()[:300]) != 1:  # fmt: skip
            raise AlreadyDone(_("This is answered already."))
        data = {"leftover": leftover.pk, "reason": word.reason.pk if word.reason and not handover else None}
        emit(events.LEFTOVER_ANSWERED, leftover.request, by=by, data=data)


def find_leftovers(*, by: Actor, at: datetime | None = None) -> int:
    """After the end of a working day, ask for each item that came in before the hour of the rule and is not done.

    Each item is asked about once a day, however often this runs; its responsible person is told once. How many were found.
    """
    at = at or now()
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if local.time() < time.fromisoformat(rule("desk.day_end", on=at)):
        return 0
    day = local.date()
    companies = [c.pk for c in open_companies(day) if calendar_for(c).intervals(day)]
    until = time.fromisoformat(rule("desk.same_day_until", on=at))
    items = list(received_on(day, until=until, companies=companies))
    known = set(Leftover.objects.filter(day=day, request__in=items).values_list("request_id", flat=True))
    fresh = [item for item in items if item.pk not in known and item.responsible is not None]
    if not fresh:
        return 0
    with transaction.atomic():
        rows = [Leftover(request=item, person=item.responsible, day=day, asked_at=at) for item in fresh]
        Leftover.objects.bulk_create(rows, ignore_conflicts=True)
        people = {item.responsible_id: item.responsible for item in fresh}
        for pk, count in Counter(item.responsible_id for item in fresh).items():
            text = ngettext(
                "%(count)s item of today is still open: say why, or hand it over",
                "%(count)s items of today are still open: say why, or hand them over",
                count,
            ) % {"count": count}
            notify(people=[people[pk]], text=text, url=reverse("desk:leftover.index"), by=SYSTEM)
        emit(events.LEFTOVER_FOUND, fresh[0].company, by=by, data={"day": day.isoformat(), "requests": [r.pk for r in fresh]})  # fmt: skip
    return len(fresh)


def chase_leftovers(*, by: Actor) -> int:
    """What has had no answer since an earlier day is brought before the leader, once. How many."""
    open_ = Leftover.objects.filter(
        answered_at=None, chased_at=None, day__lt=today(), request__state__in=UNFINISHED
    )
    rows = list(open_.select_related("person__unit"))
    if not rows or Leftover.objects.filter(pk__in=[r.pk for r in rows], chased_at=None).update(chased_at=now()) == 0:  # fmt: skip
        return 0
    leaders = heads_of({row.person.unit for row in rows})
    told: dict[int, tuple[Person, int]] = {}
    for row in rows:
        leader = leaders.get(row.person.unit_id)
        if leader is not None:
            told[leader.pk] = (leader, told.get(leader.pk, (leader, 0))[1] + 1)
    for leader, count in told.values():
        text = ngettext(
            "%(count)s item left open over the day has no reason yet",
            "%(count)s items left open over the day have no reason yet",
            count,
        ) % {"count": count}
        notify(people=[leader], text=text, url=reverse("desk:leftover.index"), by=by)
    return len(rows)


def save_special_reason(
    *, instance: SpecialReason | None, by: "Person", code: str, name: str, name_en: str = "", is_active: bool = True
) -> SpecialReason:  # fmt: skip
    """Approve a special reason for the company, or change one; whoever may write the list approves it by that (EXE-11)."""
    reason = instance or SpecialReason(company=by.company)
    wanted = {"code": code, "name": name, "name_en": name_en, "is_active": is_active}
    changes = {c: [getattr(reason, c), new] for c, new in wanted.items() if getattr(reason, c) != new}
    for column, new in wanted.items():
        setattr(reason, column, new)
    with transaction.atomic():
        try:
            with transaction.atomic():
                reason.save()
        except IntegrityError:
            raise Refused(_("This code is taken."), field="code") from None
        emit(events.SPECIAL_REASON_SAVED, reason, by=by, changes=changes)
    return reason


def delete_special_reason(*, instance: SpecialReason, by: Actor) -> None:
    """Remove a reason that was never given; a given one is taken out of use instead."""
    given = Leftover.objects.filter(reason=instance).exists() or SignOffLine.objects.filter(reason=instance).exists()  # fmt: skip
    if given:
        raise Refused(_("It has been used; take it out of use instead."))
    with transaction.atomic():
        emit(events.SPECIAL_REASON_DELETED, instance, by=by, changes={"code": [instance.code, None]})
        instance.delete()
