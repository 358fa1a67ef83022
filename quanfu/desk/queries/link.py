"""How requests belong together (TEC-1)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from quanfu.core.errors import Http404
from quanfu.desk.enums import LinkKind, State
from quanfu.desk.models import Link, Merge, Request
from quanfu.desk.permissions import LINK_DELETE, MERGE_DELETE, REQUEST_SHOW
from quanfu.desk.queries.request import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person


@dataclass
class Related:
    """What belongs to a request, as far as the reader may see it; links as (link, the other request)."""

    parent: list[tuple[Link, Request]] = field(default_factory=list)
    children: list[tuple[Link, Request]] = field(default_factory=list)
    related: list[tuple[Link, Request]] = field(default_factory=list)
    split_from: list[tuple[Link, Request]] = field(default_factory=list)
    split_off: list[tuple[Link, Request]] = field(default_factory=list)
    merged: list[tuple[Merge, Request]] = field(default_factory=list)
    merged_into: list[tuple[Merge, Request]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def related_of(request: Request, by: "Person") -> Related:
    """Three queries, whatever there is."""
    links = list(Link.objects.filter(Q(request=request) | Q(other=request)).order_by("at", "pk"))
    merges = list(
        Merge.objects.filter(Q(main=request) | Q(duplicate=request), undone_at=None).order_by("at", "pk")
    )
    ids = {pk for link in links for pk in (link.request_id, link.other_id)}
    ids |= {pk for merge in merges for pk in (merge.main_id, merge.duplicate_id)}
    seen = (
        Request.objects.filter(visible_to(by, REQUEST_SHOW), pk__in=ids - {request.pk})
        .select_related("responsible")
        .in_bulk()
    )
    found = Related()
    for link in links:
        forward = link.request_id == request.pk
        if other := seen.get(link.other_id if forward else link.request_id):
            place = {
                LinkKind.RELATED: found.related,
                LinkKind.PARENT: found.children if forward else found.parent,
                LinkKind.SPLIT: found.split_off if forward else found.split_from,
            }[LinkKind(link.kind)]
            place.append((link, other))
    for merge in merges:
        forward = merge.main_id == request.pk
        if other := seen.get(merge.duplicate_id if forward else merge.main_id):
            (found.merged if forward else found.merged_into).append((merge, other))
    return found


def open_children(request: Request) -> int:
    """How many requests below it are not closed."""
    return (
        Link.objects.filter(request=request, kind=LinkKind.PARENT).exclude(other__state=State.CLOSED).count()
    )


def merged_ids(request: Request) -> list[int]:
    """The requests that were found to say the same as this one; their notes stand in its history."""
    return list(Merge.objects.filter(main=request, undone_at=None).values_list("duplicate", flat=True))


def access_link(pk: int, *, by: "Person") -> Link:
    """A link of which both ends are in reach."""
    seen = Request.objects.filter(visible_to(by, LINK_DELETE))
    found = (
        Link.objects.filter(pk=pk, request__in=seen, other__in=seen)
        .select_related("request", "other")
        .first()
    )
    if found is None:
        raise Http404(str(pk))
    return found


def access_merge(pk: int, *, by: "Person") -> Merge:
    seen = Request.objects.filter(visible_to(by, MERGE_DELETE))
    found = (
        Merge.objects.filter(pk=pk, duplicate__in=seen).select_related("duplicate__company", "main").first()
    )
    if found is None:
        raise Http404(str(pk))
    return found
