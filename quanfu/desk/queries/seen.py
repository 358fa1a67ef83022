"""Which requests have something new for a person."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from quanfu.desk.models import Request, Seen

if TYPE_CHECKING:
    from quanfu.org.models import Person


def is_theirs(request: Request, by: "Person") -> bool:
    return by.pk in (request.responsible_id, request.owner_id)


def unread_among(rows: Iterable[Any], by: "Person") -> set[int]:
    """Ids of those rows (of inbox_rows) that are the person's own and have changed since they looked. One query."""
    own = {r.pk: r.updated_at for r in rows if by.pk in (r.responsible_id, r.owner_id)}
    if not own:
        return set()
    seen = dict(Seen.objects.filter(person=by, request__in=list(own)).values_list("request_id", "at"))
    return {pk for pk, changed in own.items() if pk not in seen or seen[pk] < changed}
