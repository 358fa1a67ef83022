from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.sla import permissions
from quanfu.sla.actions.policy import move_policy
from quanfu.sla.queries.policy import access_policy
from quanfu.ui.page import done, page


@page(permissions.POLICY_ORDER_CREATE, methods=("POST",))
def create(request: HttpRequest, line: int) -> HttpResponse:
    """Move a policy up or down the list; open requests keep the limits they have."""
    policy = access_policy(line, by=request.user)
    move_policy(policy=policy, up=request.POST.get("up") == "1", by=request.user)
    return done(request, "sla:policy.index", message=_("The order is changed."))
