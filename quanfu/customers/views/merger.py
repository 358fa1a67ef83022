from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.customers import permissions
from quanfu.customers.actions.merger import merge_customers
from quanfu.customers.queries.customer import access_customer, duplicates_of
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.MERGER_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Both records side by side (?double=), one press makes one of them; without it those to choose from."""
    keep = access_customer(pk, by=request.user, permission=permissions.MERGER_CREATE)
    given = request.POST.get("double") or request.GET.get("double", "")
    if not given.isdecimal() or len(given) > 15:
        return answer(
            request, {"keep": keep, "double": None, "others": duplicates_of(keep, by=request.user)[:20]}
        )
    double = access_customer(int(given), by=request.user, permission=permissions.MERGER_CREATE)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, merge_customers, keep=keep, double=double, by=request.user)
    ):
        text = _("%(name)s is one record now.") % {"name": keep.name}
        return done(request, "customers:customer.show", pk, message=text)
    return answer(request, {"keep": keep, "double": double, "form": form})
