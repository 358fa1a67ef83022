import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.core.forms.journal import JournalFilter
from quanfu.core.models.journal import JournalEntry
from quanfu.core.permissions import JOURNAL_INDEX, JOURNAL_SHOW
from quanfu.core.queries.company import companies_in_reach
from quanfu.core.queries.job import jobs_of_request
from quanfu.core.queries.journal import access_entry, entries_matching
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = (
    Column(_("Time")),
    Column(_("By")),
    Column(_("Event")),
    Column(_("Concerning")),
    Column(_("Changed"), quiet=True),
)


@page(JOURNAL_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Every act in reach, newest first; filtered by what an auditor is asked: which thing, who, what, when."""
    filters = JournalFilter(request.GET)
    companies = companies_in_reach(request.user, JOURNAL_INDEX)
    rows = entries_matching(**filters.criteria(), companies=companies.ids).defer("data")
    found = listing(request, rows, columns=COLUMNS, order=("-id",), filters=filters)
    return answer(request, {"listing": found, "changed": changed_names})


@page(JOURNAL_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One act with all that was noted, and what the same click did besides."""
    companies = companies_in_reach(request.user, JOURNAL_SHOW)
    entry = access_entry(pk, companies=companies.ids)
    others: list[JournalEntry] = []
    if entry.request_id:
        same = entries_matching(request_id=entry.request_id, companies=companies.ids)
        others = list(same.exclude(pk=entry.pk).order_by("id")[:100])
    context = {
        "entry": entry, "others": others, "changes": [(name, *map(as_text, pair)) for name, pair in entry.changes.items()],
        "data": [(name, as_text(value)) for name, value in entry.data.items()],
        "jobs": list(jobs_of_request(entry.request_id)[:100]) if entry.request_id and companies.whole else [],
    }  # fmt: skip
    return answer(request, context)


def changed_names(entry: JournalEntry) -> str:
    return ", ".join(entry.changes)[:80]


def as_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)
