from django.http import HttpRequest, HttpResponse

from quanfu.core.clock import now
from quanfu.desk import permissions
from quanfu.desk.queries.offer import offers_to
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, own_page


@own_page(permissions.OFFER_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What is offered to me; the first who claims it has it."""
    return answer(
        request, {**words(), "offers": list(offers_to(request.user, at=now())[:50])}, block="offers"
    )
