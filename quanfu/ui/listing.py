"""A list page as one object: columns with their sort links, search, filters, one page of rows. `ui.table` draws it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from quanfu.ui.paging import Page, in_order, paginate

PER_PAGE = 50


@dataclass(frozen=True)
class Column:
    """label: its head. sort: the column it sorts by ("due_at"); None: not sortable. align: start | end | center.

    value: (row) -> text for exports and for tables without cells of their own; a str names an attribute.
    quiet: left out on narrow screens. whole: kept on one line. tone: (row) -> tone of the badge that the value stands in.
    """

    label: str | Promise
    sort: str | None = None
    align: str = "start"
    value: str | Callable[[Any], Any] | None = None
    quiet: bool = False
    whole: bool = False
    tone: Callable[[Any], str] | None = None

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        found = row
        for part in (self.value or self.sort or "").split("__"):
            found = getattr(found, part, None)
        return found() if callable(found) else found  # get_kind_display


@dataclass(frozen=True)
class Head:
    """A column's head as drawn: `url` sorts by it, `direction` is ascending, descending or '' (not sorted by it)."""

    label: str | Promise
    align: str
    quiet: bool
    url: str | None = None
    direction: str = ""


@dataclass(frozen=True)
class Listing:
    page: Page
    columns: Sequence[Column]
    heads: Sequence[Head]
    params: QueryDict
    q: str = ""
    searchable: bool = False
    filters: BaseForm | None = None
    order: Sequence[str] = field(default_factory=tuple)
    queryset: QuerySet[Any] | None = None

    def everything(self) -> Iterator[Any]:
        """All rows of all pages in their order, fetched in portions, for exports."""
        if self.queryset is None:
            return iter(self.rows)
        return in_order(self.queryset, self.order).iterator(chunk_size=500)

    @property
    def rows(self) -> Sequence[Any]:
        return self.page.rows

    @property
    def next_url(self) -> str | None:
        return self.url(cursor=self.page.next) if self.page.next else None

    @property
    def previous_url(self) -> str | None:
        return self.url(cursor=self.page.previous) if self.page.previous else None

    @property
    def first_url(self) -> str | None:
        return self.url() if self.params.get("cursor") else None

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter hides rows: an empty list then says so."""
        return bool(self.q) or any(
            v for k, v in self.params.items() if k not in ("sort", "cursor", "q", "format")
        )

    def url(self, **changes: str | None) -> str:
        """This list with other parameters (None takes one away); always from its first page unless a cursor is given."""
        return _url(self.params, **changes)


def listing(
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    columns: Sequence[Column],
    order: Sequence[str],
    search: Sequence[str] = (),
    filters: BaseForm | None = None,
    per: int = PER_PAGE,
    ways: Sequence[Q] = (),
) -> Listing:
    """The list as the URL asks for it: ?q= searches the columns of `search`, ?sort= one of the sortable columns (any
    other name is ignored), ?cursor= a page. `filters`: a bound GET form, already applied to the queryset by the caller. `ways`: see paginate."""
    params, q = request.GET, request.GET.get("q", "").strip()[:100]
    if q and search:
        found = Q()
        for path in search:
            found |= Q(**{f"{path}__icontains": q})
        queryset = queryset.filter(found)
    asked = params.get("sort", "")
    sortable = {column.sort for column in columns if column.sort}
    effective = (asked,) if asked.removeprefix("-") in sortable else tuple(order)
    page = paginate(queryset, order=effective, cursor=params.get("cursor"), per=per, ways=ways)
    heads = [_head(column, effective[0] if effective else "", params) for column in columns]
    return Listing(page, columns, heads, params, q, bool(search), filters, effective, queryset)


def _head(column: Column, first: str, params: QueryDict) -> Head:
    if not column.sort:
        return Head(column.label, column.align, column.quiet)
    direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(first, "")
    turned = f"-{column.sort}" if direction == "ascending" else column.sort
    return Head(column.label, column.align, column.quiet, _url(params, sort=turned), direction)


def _url(params: QueryDict, **changes: str | None) -> str:
    changed = params.copy()
    changed.pop("cursor", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{changed.urlencode()}"
