"""Calling colleagues into a request."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Mention, Note
from quanfu.desk.queries.mention import mentioned_in
from quanfu.org.actions.notification import notify


def mention_people(*, note: Note, by: Actor) -> list[Mention]:
    """Tell the colleagues whom a private note names, each once however often this runs. Nobody calls themselves."""
    if note.kind != NoteKind.NOTE:
        return []
    known = set(note.mentions.values_list("person", flat=True))
    people = [
        person for person in mentioned_in(note.text, note.request)
        if person.pk not in known and person.pk != note.by_id  # type: ignore[attr-defined]
    ]  # fmt: skip
    if not people:
        return []
    request = note.request
    with transaction.atomic():
        made = Mention.objects.bulk_create([Mention(note=note, person=person, at=now()) for person in people])
        emit(
            events.MENTION_MADE,
            request,
            by=by,
            data={"note": note.pk, "people": [person.pk for person in people]},
        )
        text = _("%(person)s wants you to look at %(number)s: %(text)s") % {
            "person": note.author, "number": request.number, "text": note.text[:120],
        }  # fmt: skip
        notify(people=people, text=text, url=reverse("desk:request.show", args=[request.number]), by=by)
    return made
