"""People who speak for a customer."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.customers import permissions
from quanfu.customers.actions.contact import remove_contact, save_contact
from quanfu.customers.forms.contact import ContactForm
from quanfu.customers.queries.customer import access_contact, access_customer
from quanfu.ui.page import answer, attempt, done, page

TEMPLATE = "customers/contact/_form.html"


@page(permissions.CONTACT_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = access_customer(pk, by=request.user, permission=permissions.CONTACT_CREATE)
    form = ContactForm(request.POST or None)
    if form.is_valid() and attempt(
        form, save_contact, customer=customer, by=request.user, **form.cleaned_data
    ):
        return done(request, "customers:customer.show", pk, message=_("Contact saved"))
    return answer(
        request, {"customer": customer, "form": form, "contact": None, "may_delete": False}, template=TEMPLATE
    )


@page(permissions.CONTACT_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    contact = access_contact(pk, by=request.user, permission=permissions.CONTACT_UPDATE)
    form = ContactForm(request.POST or None, instance=copy(contact))
    if form.is_valid() and attempt(
        form, save_contact, customer=contact.customer, contact=contact, by=request.user, **form.cleaned_data
    ):
        return done(request, "customers:customer.show", contact.customer_id, message=_("Contact saved"))
    may_delete = request.user.may(permissions.CONTACT_DELETE)
    context = {"customer": contact.customer, "form": form, "contact": contact, "may_delete": may_delete}
    return answer(request, context, template=TEMPLATE)


@page(permissions.CONTACT_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    contact = access_contact(pk, by=request.user, permission=permissions.CONTACT_DELETE)
    remove_contact(contact=contact, by=request.user)
    return done(request, "customers:customer.show", contact.customer_id, message=_("Contact removed"))
