"""Reads of requests. ``visible_to`` is the one place that says who sees which request."""

import unicodedata
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.errors import AlreadyDone
from quanfu.core.expectation import expected_of
from quanfu.core.queries.journal import history_of
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk.enums import State
from quanfu.desk.models import Note, Request
from quanfu.ui.formats import when_text

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit

_SALT = "desk.request.track"
DETAIL = (
    "company",
    "unit",
    "group",
    "service_type__parent",
    "field",
    "customer",
    "site",
    "channel",
    "owner",
    "responsible",
    "opened_by",
)


def visible_to(by: "Person", permission: str) -> Q:
    """The requests a person may touch by that permission, as a condition over Request.

    Own means: responsible for it, its contact owner, or the one who took it. Serves list, page, search, export and API.
    """
    scope = by.scope(permission)
    return any_of(ways(scope.companies, scope.units, by.pk if scope.own else None))


def ways(companies: Collection[Any], units: Collection[Any], person: Any) -> list[Q]:
    """How requests come into a person's reach, each way answered by an index of its own. person: None for nothing own."""
    found = [Q(company_id__in=companies)] if companies else []
    if units:
        found.append(Q(unit_id__in=units))
    if person is not None and not companies:
        found += [Q(responsible=person), Q(owner=person), Q(opened_by=person)]
    return found


def any_of(conditions: Iterable[Q]) -> Q:
    """Nothing when there are none."""
    found = Q()
    for condition in conditions:
        found |= condition
    return found or Q(pk__in=[])


def requests_for(by: "Person", permission: str) -> QuerySet[Request]:
    return Request.objects.filter(visible_to(by, permission))


def access_request(number: str, *, by: "Person", permission: str) -> Request:
    """The request with all a page shows of it, one query; Http404 alike when absent and when forbidden.

    AlreadyDone, with how it stands now, when the form that is acting was opened while it stood otherwise.
    """
    found = requests_for(by, permission).select_related(*DETAIL).filter(number=number).first()
    if found is None:
        raise Http404
    if expected_of(number) not in (None, found.state):
        raise AlreadyDone(_("%(number)s has moved on meanwhile.") % {"number": number}, now=standing(found))
    return found


def standing(request: Request) -> list[str]:
    """How the request stands now and who brought it there, for somebody who was slower."""
    last = next(iter(reversed(history_of(request, limit=1))), None)
    lines = [_("Now: %(state)s") % {"state": request.get_state_display()}]
    if request.responsible_id and request.responsible:
        lines.append(_("Responsible: %(person)s") % {"person": request.responsible})
    if last:
        lines.append(
            _("Last change: %(person)s, %(at)s") % {"person": last.actor_label, "at": when_text(last.at)}
        )
    return lines


def access_note(pk: int, *, request: Request) -> Note:
    """A line of the conversation of a request that was fetched by access_request."""
    found = (
        Note.objects.filter(pk=pk, request=request)
        .select_related("request__company", "request__channel")
        .first()
    )
    if found is None:
        raise Http404
    return found


def tracking_token(request: Request) -> str:
    """What the customer's link carries: the id, signed, so that nobody can guess another's."""
    return signing.Signer(salt=_SALT).sign(str(request.pk))


def tracking_path(request: Request) -> str:
    return reverse("portal:track.show", args=[tracking_token(request)])


def request_by_token(token: str) -> Request | None:
    """The request that a tracking link names, or None for a forged one."""
    try:
        pk = int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Request.objects.select_related(*DETAIL).filter(pk=pk).first()


def requests_of_customer(customer_id: int, by: "Person", permission: str) -> QuerySet[Request]:
    """A customer's requests in the viewer's reach, newest first."""
    return requests_for(by, permission).filter(customer_id=customer_id).order_by("-opened_at")


def request_of_customer(*, company: "Unit", number: str, proof: str) -> Request | None:
    """The request of that number, if ``proof`` is the last four digits of its phone or its mail address. Public pages
    limit how often they ask."""
    number, proof = (unicodedata.normalize("NFKC", given).strip() for given in (number, proof))
    found = Request.objects.select_related(*DETAIL).filter(company=company, number=number.upper()).first()
    if found is None or not proof:
        return None
    phone = normal_phone(found.contact_phone).partition("-")[0]
    fits = (len(proof) == 4 and phone.endswith(proof)) or proof.lower() == found.contact_email.lower()
    return found if fits else None


def requests_by_id(ids: list[int]) -> QuerySet[Request]:
    """Requests with their type and unit, for reckoning in bulk."""
    return Request.objects.filter(pk__in=ids).select_related("service_type", "unit", "customer")


def unsettled(rows: QuerySet[Request] | None = None) -> QuerySet[Request]:
    """Of the requests (all without any given) those that somebody still has to do something about."""
    settled = [State.REFUSED, State.FED_BACK, State.RATED, State.CLOSED]
    return (Request.objects.all() if rows is None else rows).exclude(state__in=settled)


def request_by_number(number: str) -> Request | None:
    """For the operator at the command line, who may see everything."""
    return Request.objects.select_related(*DETAIL).filter(number=number.strip().upper()).first()


def count_requests() -> int:
    """All there are, for the operator at the command line."""
    return Request.objects.count()
