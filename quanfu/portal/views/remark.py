"""What a customer adds to a request."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.actor import visitor
from quanfu.core.files import file_url
from quanfu.desk.queries.request import request_by_token
from quanfu.portal import permissions
from quanfu.portal.actions.remark import write_remark
from quanfu.portal.forms.track import RemarkForm
from quanfu.portal.queries.progress import page_of
from quanfu.portal.views._visitor import address_of
from quanfu.ui.page import answer, attempt, done, public_page


@public_page(permissions.REMARK_CREATE, methods=("POST",))
def create(request: HttpRequest, token: str) -> HttpResponse:
    req = request_by_token(token)
    if req is None:
        raise Http404("request")
    form = RemarkForm(request.POST, request.FILES)
    who = visitor(req.contact_name, req.customer_id)
    if form.is_valid() and attempt(
        form, write_remark, request=req, from_address=address_of(request), by=who, **form.cleaned_data
    ):
        return done(request, "portal:track.show", token, message=_("Thank you, we have your message."))
    context = {**page_of(req), "token": token, "form": form, "file_url": partial(file_url, request=request)}
    return answer(request, context, template="portal/track/show.html")
