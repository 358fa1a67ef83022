"""Saying that requests belong together, taking one out of another."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import LinkKind, State
from quanfu.desk.models import Link, Note, Request


def link_requests(*, request: Request, other: Request, kind: str, by: Actor) -> Link:
    """``kind`` related: they belong together; parent: ``request`` stands above ``other``, one level deep.

    Refused for a request and itself, across companies, for a second parent, and for a parent that is a child itself.
    """
    if request.pk == other.pk or request.company_id != other.company_id:
        raise Refused(_("Choose another request of the same company."), field="other")
    if kind == LinkKind.PARENT:
        _require_one_level(request, other)
    try:
        with transaction.atomic():
            if (
                kind == LinkKind.RELATED
                and Link.objects.filter(request=other, other=request, kind=kind).exists()
            ):
                raise AlreadyDone(_("They are linked already."))
            link = Link.objects.create(request=request, other=other, kind=kind, by=by.person, at=now())
            _tell_both(link, events.LINK_MADE, by)
    except IntegrityError as error:
        raise AlreadyDone(_("They are linked already.")) from error
    return link


def _require_one_level(parent: Request, child: Request) -> None:
    taken = Link.objects.filter(Q(other__in=[parent, child]) | Q(request=child), kind=LinkKind.PARENT)
    for link in taken:
        if link.other_id == child.pk and link.request_id != parent.pk:
            raise Refused(_("%(number)s has a parent already.") % {"number": child.number}, field="other")
        if link.other_id == parent.pk or link.request_id == child.pk:
            raise Refused(_("Parents and children are one level deep."), field="other")


def _tell_both(link: Link, event: str, by: Actor) -> None:
    for one, two in ((link.request, link.other), (link.other, link.request)):
        emit(event, one, by=by, data={"kind": link.kind, "text": f"{LinkKind(link.kind).label} {two.number}"})


def unlink_requests(*, link: Link, by: Actor) -> None:
    """They no longer belong together. Where a request was split off stays known."""
    if link.kind == LinkKind.SPLIT:
        raise Refused(_("What was split off stays known."))
    with transaction.atomic():
        if not Link.objects.filter(pk=link.pk).delete()[0]:
            raise AlreadyDone(_("They are not linked any more."))
        _tell_both(link, events.LINK_DELETED, by)


def split_note(*, note: Note, subject: str, by: Actor) -> Request:
    """What a note says becomes a request of its own, by the same customer over the same channel; both know of each other.

    The note stays where it is. The new request starts its life at the beginning.
    """
    origin = note.request
    if not subject.strip():
        raise Refused(_("Say in a few words what it is about."), field="subject")
    if Link.objects.filter(request=origin, kind=LinkKind.SPLIT, other__source_key=f"note-{note.pk}").exists():
        raise AlreadyDone(_("This note was split off already."))
    with transaction.atomic():
        made = open_request(
            company=origin.company, channel=origin.channel, subject=subject.strip()[:200], body=note.text, by=by,
            contact_name=origin.contact_name, contact_phone=origin.contact_phone, contact_email=origin.contact_email,
            contact_company=origin.contact_company, customer=origin.customer, site=origin.site, priority=origin.priority,
            source="split", source_key=f"note-{note.pk}",
        )  # fmt: skip
        link = Link.objects.create(request=origin, other=made, kind=LinkKind.SPLIT, by=by.person, at=now())
        _tell_both(link, events.LINK_MADE, by)
    return made


def require_no_open_children(*, request: Request) -> None:
    """A parent is closed after its children."""
    numbers = list(
        Link.objects.filter(request=request, kind=LinkKind.PARENT).exclude(other__state=State.CLOSED)
        .values_list("other__number", flat=True)[:5]
    )  # fmt: skip
    if numbers:
        raise Refused(_("Requests below it are still open: %(numbers)s") % {"numbers": "、".join(numbers)})
