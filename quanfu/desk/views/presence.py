from django.http import HttpRequest, HttpResponse

from quanfu.core.push import writes
from quanfu.desk import permissions
from quanfu.desk.queries.live import face_of
from quanfu.desk.queries.request import access_request
from quanfu.ui.page import page


@page(permissions.PRESENCE_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    """The reader is writing about the request: said to all who have it open, kept nowhere."""
    req = access_request(number, by=request.user, permission=permissions.PRESENCE_CREATE)
    writes(f"request:{req.number}", person_id=request.user.pk, face=face_of(request.user))
    return HttpResponse(status=204)
