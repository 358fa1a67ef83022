"""Messages as pages and other contexts read them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.channels.models import Message

if TYPE_CHECKING:
    from quanfu.org.models import Person


def visible_to(by: "Person", permission: str) -> Q:
    """Messages of the companies in reach; a grant on a mere part of a company shows none, as messages have no unit."""
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units)


def access_message(pk: int, *, by: "Person", permission: str) -> Message:
    """The message, or Http404 alike for absent and forbidden."""
    found = (
        Message.objects.filter(visible_to(by, permission), pk=pk).select_related("company", "sent_by").first()
    )
    if found is None:
        raise Http404("message")
    return found


def messages_for(
    by: "Person", permission: str, *, state: str = "", way: str = "", request_number: str = ""
) -> QuerySet[Message]:
    """The message log, newest first."""
    found = Message.objects.filter(visible_to(by, permission)).order_by("-at", "-id")
    if state:
        found = found.filter(state=state)
    if way:
        found = found.filter(way=way)
    if request_number:
        found = found.filter(request_number=request_number)
    return found


def messages_of_request(number: str) -> QuerySet[Message]:
    """What went out about one request, oldest first. For pages that have already authorised the request."""
    return Message.objects.filter(request_number=number).exclude(request_number="").order_by("id")


def messages_of_requests(numbers: list[str]) -> QuerySet[Message]:
    """As messages_of_request, for several."""
    return Message.objects.filter(request_number__in=numbers).exclude(request_number="")
