"""What one has looked at. Not journalled: it concerns nobody else."""

from typing import TYPE_CHECKING

from quanfu.core.clock import now
from quanfu.desk.models import Request, Seen
from quanfu.desk.queries.seen import is_theirs

if TYPE_CHECKING:
    from quanfu.org.models import Person


def mark_seen(*, request: Request, by: "Person") -> None:
    """The person looks at the request now. Kept only of requests that are theirs; others are never new to them."""
    if is_theirs(request, by):
        Seen.objects.bulk_create(
            [Seen(person=by, request=request, at=now())],
            update_conflicts=True, unique_fields=["person", "request"], update_fields=["at"],
        )  # fmt: skip


def mark_unseen(*, request: Request, by: "Person") -> None:
    """The request is new to the person again, to come back to it. The second time nothing happens."""
    Seen.objects.filter(person=by, request=request).delete()
