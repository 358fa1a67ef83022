"""Places where a customer is served."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.customers import permissions
from quanfu.customers.actions.site import remove_site, save_site
from quanfu.customers.forms.site import SiteForm
from quanfu.customers.queries.customer import access_customer, access_site
from quanfu.ui.page import answer, attempt, done, page

TEMPLATE = "customers/site/_form.html"


@page(permissions.SITE_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = access_customer(pk, by=request.user, permission=permissions.SITE_CREATE)
    form = SiteForm(request.POST or None, customer=customer)
    if form.is_valid() and attempt(form, save_site, customer=customer, by=request.user, **form.cleaned_data):
        return done(request, "customers:customer.show", pk, message=_("Place saved"))
    return answer(
        request, {"customer": customer, "form": form, "site": None, "may_delete": False}, template=TEMPLATE
    )


@page(permissions.SITE_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    site = access_site(pk, by=request.user, permission=permissions.SITE_UPDATE)
    form = SiteForm(request.POST or None, instance=copy(site), customer=site.customer)
    if form.is_valid() and attempt(
        form, save_site, customer=site.customer, site=site, by=request.user, **form.cleaned_data
    ):
        return done(request, "customers:customer.show", site.customer_id, message=_("Place saved"))
    may_delete = request.user.may(permissions.SITE_DELETE)
    context = {"customer": site.customer, "form": form, "site": site, "may_delete": may_delete}
    return answer(request, context, template=TEMPLATE)


@page(permissions.SITE_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    site = access_site(pk, by=request.user, permission=permissions.SITE_DELETE)
    remove_site(site=site, by=request.user)
    return done(request, "customers:customer.show", site.customer_id, message=_("Place removed"))
