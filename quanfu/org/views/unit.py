from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.clock import today
from quanfu.org import permissions
from quanfu.org.actions.unit import change_unit, create_unit
from quanfu.org.forms.unit import UnitForm
from quanfu.org.queries.person import people_for
from quanfu.org.queries.unit import above, access_unit, below, tree_for
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.UNIT_INDEX)
def index(request: HttpRequest) -> HttpResponse:
    """The tree, as far as one may see it."""
    all_shown = request.GET.get("closed") == "1"
    nodes, hidden = tree_for(request.user, on=None if all_shown else today())
    context = {"nodes": nodes, "hidden": hidden, "all_shown": all_shown,
               "may_create": request.user.may(permissions.UNIT_CREATE)}  # fmt: skip
    return answer(request, context)


@page(permissions.UNIT_SHOW)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    unit = access_unit(pk, by=request.user, permission=permissions.UNIT_SHOW)
    people = (
        people_for(request.user, permissions.PERSON_INDEX)
        .filter(unit=unit, is_active=True)
        .order_by("name", "pk")
    )
    may = {
        verb: request.user.scope(permission).covers(unit_id=unit.pk, company_id=unit.company_id)
        for verb, permission in (
            ("update", permissions.UNIT_UPDATE), ("move", permissions.UNIT_MOVE_CREATE), ("create", permissions.UNIT_CREATE),
            ("close", permissions.UNIT_CLOSING_CREATE), ("reopen", permissions.UNIT_CLOSING_DELETE),
        )
    }  # fmt: skip
    context = {"unit": unit, "people": people, "above": above(unit, by=request.user), "below": below(unit), "may": may,
               "is_open": unit.is_open(today())}  # fmt: skip
    return answer(request, context)


@page(permissions.UNIT_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = UnitForm(
        request.POST or None,
        by=request.user,
        initial={"parent": request.GET.get("parent"), "opened_on": today()},
    )
    if form.is_valid():
        unit = attempt(form, create_unit, by=request.user, **form.cleaned_data)
        if unit:
            return done(
                request, "org:unit.show", unit.pk, message=_("%(unit)s is set up.") % {"unit": unit.label}
            )
    return answer(request, {"form": form})


@page(permissions.UNIT_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    unit = access_unit(pk, by=request.user, permission=permissions.UNIT_UPDATE)
    columns = ("name", "name_en", "code", "head", "calendar", "opened_on", "latitude", "longitude")
    now = {name: getattr(unit, name) for name in columns}
    form = UnitForm(request.POST or None, by=request.user, unit=unit, initial=now)
    if form.is_valid() and attempt(form, change_unit, unit=unit, by=request.user, **form.cleaned_data):
        return done(request, "org:unit.show", pk, message=_("Saved"))
    return answer(request, {"unit": unit, "form": form})
