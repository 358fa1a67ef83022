"""What stands around a request in the agents' inbox: others' own things belong to the worker of the far station."""

from typing import TYPE_CHECKING

from quanfu.core.clock import now, today
from quanfu.desk.models import BulkRun, Draft, Link, Merge, Note, SavedView, TimeEntry

if TYPE_CHECKING:
    from tests.access.objects import Things


def of_inbox(things: "Things", mark: str) -> None:
    request, far, company = things.request, things.company.workers["far"], things.company.unit
    things.named |= {
        "saved_view": SavedView.objects.create(company=company, person=far, name=f"列表 {mark}", conditions={"all": []}, changed_at=now()),
        "draft": Draft.objects.create(person=far, request=request, mode="note", text=mark, at=now()),
        "desk_note": Note.objects.create(request=request, kind="note", text=mark, author=mark, at=now()),
        "link": Link.objects.create(request=request, other=things.rated, kind="related", at=now()),
        "merge": Merge.objects.create(duplicate=things.rated, main=request, before="registered", by=far, at=now()),
        "bulk_run": BulkRun.objects.create(by=far, step={"act": "priority", "value": 1}, total=0, at=now()),
        "time_entry": TimeEntry.objects.create(
            request=request, company=company, person=far, day=today(), minutes=5, remark=mark, at=now()
        ),
    }  # fmt: skip
