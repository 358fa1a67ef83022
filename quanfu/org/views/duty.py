from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.clock import today
from quanfu.org import permissions
from quanfu.org.actions.roster import delete_duty, plan_duties
from quanfu.org.forms.roster import DutyFilter, DutyForm
from quanfu.org.queries.person import people_for
from quanfu.org.queries.roster import access_duty, week_of
from quanfu.org.queries.unit import places, units_for
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.DUTY_INDEX)
def index(request: HttpRequest) -> HttpResponse:
    """Who is on duty when: one week of one unit."""
    units = units_for(request.user, permissions.DUTY_INDEX)
    form = DutyFilter(request.GET, units=units)
    chosen = form.cleaned_data if form.is_valid() else {}
    unit = chosen.get("unit") or units.filter(pk=request.user.unit_id).first() or units.first()
    day = chosen.get("week") or today()
    monday = day - timedelta(days=day.weekday())
    people = people_for(request.user, permissions.DUTY_INDEX).filter(is_active=True)
    if unit:
        people = people.filter(unit__path__startswith=unit.path)
    rows = week_of(people.order_by("unit__path", "name", "pk")[:200], monday)
    context = {
        "places": places(person.unit_id for person, _days in rows), "unit": unit, "units": units, "monday": monday, "days": [monday + timedelta(days=n) for n in range(7)], "rows": rows,
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "today": today(),
        "may_create": request.user.may(permissions.DUTY_CREATE), "may_delete": request.user.may(permissions.DUTY_DELETE),
    }  # fmt: skip
    return answer(request, context)


@page(permissions.DUTY_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """Plan duties by a pattern."""
    people = people_for(request.user, permissions.DUTY_CREATE).filter(is_active=True)
    unit = (
        units_for(request.user, permissions.DUTY_CREATE).filter(pk=_number(request.GET.get("unit"))).first()
    )
    if unit:
        people = people.filter(unit__path__startswith=unit.path)
    first = today()
    form = DutyForm(
        request.POST or None, people=people.order_by("unit__path", "name", "pk"),
        initial={"first": first, "last": first + timedelta(days=27)},
    )  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        planned = attempt(
            form, plan_duties, people=data["people"], days=form.days(), starts=data["starts"], ends=data["ends"],
            by=request.user,
        )  # fmt: skip
        if planned is not None:
            count = 0 if planned is True else len(planned)
            told = ngettext("%(count)s duty planned.", "%(count)s duties planned.", count) % {"count": count}
            return done(request, "org:duty.index", message=told)
    return answer(request, {"form": form, "unit": unit})


@page(permissions.DUTY_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    duty = access_duty(pk, by=request.user, permission=permissions.DUTY_DELETE)
    delete_duty(duty=duty, by=request.user)
    return done(request, "org:duty.index", message=_("The duty is taken off the roster."))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
