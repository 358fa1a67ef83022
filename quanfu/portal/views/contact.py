"""How the company can be reached, and when."""

from django.http import HttpRequest, HttpResponse

from quanfu.channels.queries.opening import public_places
from quanfu.core.clock import today
from quanfu.org.queries.unit import company_of_code
from quanfu.portal import permissions
from quanfu.ui.page import answer, public_page


@public_page(permissions.CONTACT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponse:
    company = company_of_code(code, today())
    return answer(request, {"company": company, "places": public_places(company)})
