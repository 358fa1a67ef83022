"""Requests for the search over everything, for the inbox, and those that resemble a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.channels.queries.talk_words import said_in_requests
from quanfu.core.rules import rule
from quanfu.core.search.mark import excerpt, marked
from quanfu.core.search.query import Query, understand
from quanfu.core.search.text import tokens
from quanfu.core.search.tokens import newest
from quanfu.core.search.vocabulary import near, spelled
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk.enums import State
from quanfu.desk.models import Note, Request, RequestWords
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.request import requests_for
from quanfu.knowledge.queries.synonym import synonyms_of
from quanfu.ui.formats import day
from quanfu.ui.search import Found

if TYPE_CHECKING:
    from quanfu.org.models import Person

DIGITS = 4  # so many of a phone number must be given
YOUNG = 500  # the newest ids, among which some may not be indexed yet
NOT_INDEXED = 200  # of them at most are read as they are
BOOSTED = 5  # times as many are looked at where subjects come first
COLUMNS = ("number", "subject", "body", "result", "contact_name", "state", "opened_at")


@dataclass(frozen=True)
class Sought:
    """Ids of the requests found, newest first, and what was looked for; ``corrected``: the words that were taken
    instead of mistyped ones."""

    ids: list[int]
    query: Query
    corrected: str = ""


def seek_requests(
    within: QuerySet[Request], text: str, *, company_id: int | None, most: int, until: Any = None
) -> Sought:
    """Of ``within``, the requests in whose text, conversation or result all the words stand, newest first. Letters may be
    the sound of words; where nothing is found, words that sound or look almost so are taken.

    At most a dozen statements, by the words and not by what is found.
    """
    query = understand(text, synonyms=synonyms_of(company_id))
    query = query.with_others(spelled(query.strange))
    if not query:
        return Sought([], query)
    ids = _found(within, query, most, until)
    if ids:
        return Sought(ids, query)
    right = near(query.text)
    if right == query.text:
        return Sought([], query)
    other = understand(right, synonyms=synonyms_of(company_id))
    other = other.with_others(spelled(other.strange))
    return Sought(_found(within, other, most, until), other, right)


def _found(within: QuerySet[Request], query: Query, most: int, until: Any) -> list[int]:
    """From the index, and before them those too young to be in it."""
    young = _not_indexed(within, query, most)
    indexed = newest(within, query, RequestWords, order="opened_at", most=most, until=until)
    return list(dict.fromkeys([*young, *indexed]))[:most]


def _not_indexed(within: QuerySet[Request], query: Query, most: int) -> list[int]:
    """The newest requests are read as they are until the index has followed; one statement while there are none."""
    with connection.cursor() as cursor:
        cursor.execute(_YOUNG)
        young = [pk for (pk,) in cursor.fetchall()]
    if not young:
        return []
    rows = within.filter(pk__in=young).order_by("-pk")
    texts = rows.values_list("pk", "subject", "body", "contact_name", "contact_company")[:NOT_INDEXED]
    return [pk for pk, *columns in texts if query.met_by(tokens("\n".join(columns)))][:most]


# both by their primary keys alone: comparing row by row takes ten times as long
_YOUNG = (
    f"SELECT id FROM (SELECT id FROM {Request._meta.db_table} ORDER BY id DESC LIMIT {YOUNG}) AS newest "
    f"EXCEPT SELECT request_id FROM (SELECT request_id FROM {RequestWords._meta.db_table} ORDER BY request_id DESC LIMIT {YOUNG}) AS indexed"
)


def search_requests(text: str, *, by: "Person", most: int) -> list[Found]:
    """By number (whole, or its beginning), by phone, by the words of the text, the conversation, the result and the names;
    newest first. By rule desk.search_subject_first those whose subject holds the words come before the others."""
    if not by.may(REQUEST_SHOW):
        return []
    reach, number = requests_for(by, REQUEST_SHOW), text.upper()
    sought = Sought([], understand(""))
    rows = list(reach.filter(number=number).values_list("pk", *COLUMNS, named=True)[:1])
    if not rows and number.startswith("FW"):
        rows = _rows(reach.filter(number__gte=number, number__lt=number + "~"), most)
    elif not rows:
        phone = normal_phone(text)
        if phone and sum(c.isdigit() for c in phone) >= DIGITS:
            rows = _rows(reach.filter(contact_phone__gte=phone, contact_phone__lt=phone + "~"), most)
        if not rows:
            boost = rule("desk.search_subject_first", company=by.company_id)
            sought = seek_requests(
                reach, text, company_id=by.company_id, most=most * BOOSTED if boost else most
            )
            # in reach already: said again, it would tempt SQLite to walk the whole of it in order of time
            rows = _rows(Request.objects.filter(pk__in=sought.ids), most * BOOSTED)
            if boost:
                rows.sort(key=lambda row: not sought.query.met_by(tokens(row.subject)))
            rows = rows[:most]
    said = _said(rows, sought.query)
    base = reverse("desk:request.index")
    return [
        Found(
            _("Requests"), "inbox", row.number, marked(row.subject, sought.query.terms), marked(_about(row), sought.query.terms), f"{base}{row.number}/",
            row.number == number, said.get(row.pk, ""),
        )
        for row in rows
    ]  # fmt: skip


def _rows(found: QuerySet[Request], most: int) -> list[Any]:
    return list(found.order_by("-opened_at", "-pk").values_list("pk", *COLUMNS, named=True)[:most])


def _about(row: Any) -> str:
    return f"{row.contact_name} · {State(row.state).label} · {day(row.opened_at)}"


def _said(rows: Sequence[Any], query: Query) -> dict[int, Any]:
    """Where the words stand if not in the subject: in the description, the result, or what was said; two statements."""
    found: dict[int, Any] = {}
    if not query:
        return found
    elsewhere = [row for row in rows if not query.met_by(tokens(row.subject))]
    for row in elsewhere:
        best = max((row.body, row.result), key=lambda text: _held(text, query))
        if _held(best, query):
            found[row.pk] = excerpt(best, query.terms)
    rest = [row.pk for row in elsewhere if row.pk not in found]
    notes = Note.objects.filter(request__in=rest).order_by("-pk").values_list("request", "text")
    for request, text in notes[:NOT_INDEXED]:
        if request not in found and _held(text, query):
            found[request] = excerpt(text, query.terms)
    of = {row.number: row.pk for row in elsewhere if row.pk not in found}
    for number, text in said_in_requests(of)[:NOT_INDEXED] if of else ():
        if of[number] not in found and _held(text, query):
            found[of[number]] = excerpt(text, query.terms)
    return found


def _held(text: str, query: Query) -> int:
    """How many of the words looked for a text holds."""
    there = tokens(text)
    return sum(query.of_group(group).met_by(there) for group in query.groups)
