"""Where the link at the end of an invitation leads: no more of them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from quanfu.channels.actions.held_address import hold_address
from quanfu.channels.enums import HoldKind
from quanfu.channels.queries.held_address import unsubscription_of
from quanfu.core.actor import visitor
from quanfu.ui.page import answer, public_page


@csrf_exempt  # mail programs post here by themselves (RFC 8058); what may be done is in the signed link alone
@public_page("channels.unsubscription.create")
def create(request: HttpRequest, token: str) -> HttpResponse:
    """A page that asks; posting stops invitations and notices to that address at once. Looking changes nothing."""
    company_id, address = unsubscription_of(token)
    stopped = request.method == "POST"
    if stopped:
        reason = _("Its owner asked for it.")
        hold_address(
            company_id=company_id,
            address=address,
            reason=reason,
            kind=HoldKind.UNSUBSCRIBED,
            by=visitor(address),
        )
    return answer(request, {"address": address, "stopped": stopped}, status=200)
