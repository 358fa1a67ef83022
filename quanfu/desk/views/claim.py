from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.offer import claim_offer, decline_offer
from quanfu.desk.queries.offer import access_offer
from quanfu.ui.page import done, own_page


@own_page(permissions.CLAIM_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what was offered to me."""
    offer = access_offer(pk, by=request.user)
    claim_offer(offer=offer, by=request.user)
    return done(request, "desk:request.show", offer.request.number, message=_("%(number)s is yours.") % {"number": offer.request.number})  # fmt: skip


@own_page(permissions.CLAIM_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Not for me."""
    decline_offer(offer=access_offer(pk, by=request.user), by=request.user)
    return done(request, "desk:offer.index", message=_("Declined; it goes to somebody else."))
