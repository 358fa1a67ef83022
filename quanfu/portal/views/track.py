"""The customer's page of a request."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse

from quanfu.core.files import file_url
from quanfu.desk.queries.request import request_by_token
from quanfu.portal import permissions
from quanfu.portal.forms.track import RemarkForm
from quanfu.portal.queries.progress import page_of
from quanfu.ui.page import answer, public_page


@public_page(permissions.TRACK_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, token: str) -> HttpResponse:
    req = request_by_token(token)
    if req is None:
        raise Http404("request")
    return answer(
        request,
        {
            **page_of(req),
            "token": token,
            "form": RemarkForm(),
            "file_url": partial(file_url, request=request),
        },
    )
