from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.seen import mark_unseen
from quanfu.desk.queries.request import access_request
from quanfu.ui.page import done, page


@page(permissions.SEEN_DELETE, methods=("POST",))
def delete(request: HttpRequest, number: str) -> HttpResponse:
    """Mark a request as unread."""
    req = access_request(number, by=request.user, permission=permissions.SEEN_DELETE)
    mark_unseen(request=req, by=request.user)
    return done(request, "desk:request.index", message=_("Marked as unread."))
