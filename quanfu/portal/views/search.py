"""Finding a request without its link."""

from django.http import HttpRequest, HttpResponse

from quanfu.core.actor import visitor
from quanfu.core.clock import today
from quanfu.desk.queries.request import tracking_token
from quanfu.org.queries.unit import company_of_code
from quanfu.portal import permissions
from quanfu.portal.actions.search import find_request
from quanfu.portal.forms.track import SearchForm
from quanfu.portal.views._visitor import address_of
from quanfu.ui.page import answer, attempt, done, public_page


@public_page(permissions.SEARCH_CREATE)
def create(request: HttpRequest, code: str) -> HttpResponse:
    company = company_of_code(code, today())
    form = SearchForm(request.POST or None)
    if form.is_valid():
        address = address_of(request)
        if req := attempt(
            form, find_request, company=company, from_address=address, by=visitor(""), **form.cleaned_data
        ):
            return done(request, "portal:track.show", tracking_token(req))
    return answer(request, {"company": company, "form": form})
