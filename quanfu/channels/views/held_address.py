"""Addresses that get no mails for now."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.channels import permissions
from quanfu.channels.actions.held_address import hold_address, release_address
from quanfu.channels.forms.held_address import HeldAddressForm
from quanfu.channels.queries.held_address import access_held_address, held_addresses_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Address"), sort="address"), Column(gettext_lazy("Reason")), Column(gettext_lazy("Since"), align="end"),
    Column("", align="end"),
]  # fmt: skip


@page(permissions.HELD_ADDRESS_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Those held back now; ?view=released those that get mails again."""
    view = "released" if request.GET.get("view") == "released" else "held"
    found = held_addresses_for(request.user, permissions.HELD_ADDRESS_INDEX, state=view)
    rows = listing(request, found, columns=COLUMNS, order=["-at", "-id"], search=["address", "reason"])
    may_delete = view == "held" and request.user.may(permissions.HELD_ADDRESS_DELETE)
    return answer(request, {"listing": rows, "view": view, "may_delete": may_delete})


@page(permissions.HELD_ADDRESS_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = HeldAddressForm(request.POST or None, by=request.user)
    if form.is_valid():
        company, address, reason = (form.cleaned_data[name] for name in ("company", "address", "reason"))
        if attempt(
            form, hold_address, company_id=company.pk, address=address, reason=reason, by=request.user
        ):
            return done(
                request, "channels:held_address.index", message=_("No more mails go to this address.")
            )
    return answer(request, {"form": form})


@page(permissions.HELD_ADDRESS_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    held = access_held_address(pk, by=request.user, permission=permissions.HELD_ADDRESS_DELETE)
    release_address(instance=held, by=request.user)
    return done(request, "channels:held_address.index", message=_("Mails go to this address again."))
