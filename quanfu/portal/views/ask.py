"""The form by which customers ask."""

from django.http import HttpRequest, HttpResponse

from quanfu.core.actor import visitor
from quanfu.core.clock import today
from quanfu.desk.queries.request import tracking_token
from quanfu.org.queries.unit import company_of_code
from quanfu.portal import permissions
from quanfu.portal.actions.ask import submit_request
from quanfu.portal.forms.ask import AskForm
from quanfu.portal.queries.company import asks_online
from quanfu.portal.views._visitor import address_of
from quanfu.ui.page import answer, attempt, done, public_page


@public_page(permissions.ASK_CREATE)
def create(request: HttpRequest, code: str) -> HttpResponse:
    """GET with ?service_type= shows its questions too (htmx gets them alone); POST opens the request.

    Without scripts, the button "step" comes back with the questions of the chosen type and everything typed so far.
    """
    company = company_of_code(code, today())
    if not asks_online(company):
        return answer(request, {"company": company, "form": None}, status=200)
    if request.method != "POST" or "step" in request.POST:
        typed = request.POST if request.method == "POST" else request.GET
        form = AskForm(company=company, initial=typed.dict())
        return answer(request, {"company": company, "form": form}, block="questions", status=200)
    form = AskForm(request.POST, request.FILES, company=company)
    if form.is_valid():
        who = visitor(form.cleaned_data["contact_name"])
        asked = form.asked()
        if req := attempt(
            form, submit_request, company=company, from_address=address_of(request), by=who, **asked
        ):
            return done(request, "portal:receipt.show", tracking_token(req))
    return answer(request, {"company": company, "form": form})
