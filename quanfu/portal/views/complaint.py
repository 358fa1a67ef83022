"""The form by which customers complain, without an account."""

from django.http import HttpRequest, HttpResponse

from quanfu.core.actor import visitor
from quanfu.core.clock import today
from quanfu.desk.queries.request import tracking_token
from quanfu.org.queries.unit import company_of_code
from quanfu.portal import permissions
from quanfu.portal.actions.complaint import submit_complaint
from quanfu.portal.forms.complaint import ComplaintForm
from quanfu.portal.queries.company import asks_online
from quanfu.portal.views._visitor import address_of
from quanfu.ui.page import answer, attempt, done, public_page


@public_page(permissions.COMPLAINT_CREATE)
def create(request: HttpRequest, code: str) -> HttpResponse:
    """?number= fills in the request that the complaint is about."""
    company = company_of_code(code, today())
    if not asks_online(company):
        return answer(request, {"company": company, "form": None}, status=200)
    if request.method != "POST":
        form = ComplaintForm(initial={"number": request.GET.get("number", "")[:24]})
        return answer(request, {"company": company, "form": form})
    form = ComplaintForm(request.POST, request.FILES)
    if form.is_valid():
        who = visitor(form.cleaned_data["contact_name"])
        given = form.complained()
        if req := attempt(
            form, submit_complaint, company=company, from_address=address_of(request), by=who, **given
        ):
            return done(request, "portal:receipt.show", tracking_token(req))
    return answer(request, {"company": company, "form": form})
