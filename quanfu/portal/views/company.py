"""The door: which company, what it does, how to reach it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from quanfu.channels.queries.opening import public_places
from quanfu.channels.queries.talk import chat_of
from quanfu.core.clock import today
from quanfu.desk.queries.service_type import choosable_types
from quanfu.org.queries.unit import company_of_code, open_companies
from quanfu.portal import permissions
from quanfu.portal.queries.company import asks_online
from quanfu.ui.page import answer, public_page


@public_page(permissions.COMPANY_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Colleagues go on to their work; customers to the only company's own page, else to a list to choose from."""
    if bool(request.user.is_authenticated):
        return HttpResponseRedirect(reverse("start"))
    companies = list(open_companies(today()))
    if len(companies) == 1:
        return HttpResponseRedirect(reverse("portal:company.show", args=[companies[0].code]))
    return answer(request, {"companies": companies})


@public_page(permissions.COMPANY_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponse:
    company = company_of_code(code, today())
    services: dict[str, list[str]] = {}
    for kind in choosable_types(company.pk):
        services.setdefault(str(kind.parent), []).append(kind.label)
    context = {
        "company": company,
        "places": public_places(company),
        "services": services,
        "chat": chat_of(company),
        "online": asks_online(company),
        "canonical": settings.PUBLIC_URL + request.path,
    }
    return answer(request, context)
