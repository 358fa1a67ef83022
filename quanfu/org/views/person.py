from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import today
from quanfu.org import permissions
from quanfu.org.actions.person import change_person, create_person
from quanfu.org.forms.person import PersonForm
from quanfu.org.forms.skill import UnitFilter
from quanfu.org.queries.grant import grants_of
from quanfu.org.queries.person import access_person, may_of, people_for
from quanfu.org.queries.roster import absences_of, duties_of
from quanfu.org.queries.skill import mastery_of
from quanfu.org.queries.unit import places, units_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Name"), sort="name"), Column(gettext_lazy("Unit"), sort="unit__path"),
    Column(gettext_lazy("Post"), quiet=True), Column(gettext_lazy("Roles")), Column(gettext_lazy("Phone"), quiet=True),
]  # fmt: skip


@page(permissions.PERSON_INDEX)
def index(request: HttpRequest) -> HttpResponse:
    """The people in reach; those who have left under ?left=1."""
    left = request.GET.get("left") == "1"
    filters = UnitFilter(request.GET, units=units_for(request.user, permissions.PERSON_INDEX))
    people = (
        people_for(request.user, permissions.PERSON_INDEX)
        .filter(is_active=not left)
        .prefetch_related("grants__role")
    )
    unit = filters.chosen()
    if unit:
        people = people.filter(unit__path__startswith=unit.path)
    found = listing(
        request, people, columns=COLUMNS, order=["unit__path", "name"], search=["name", "login", "number", "phone"],
        filters=filters,
    )  # fmt: skip
    context = {"listing": found, "left": left, "places": places(row.unit_id for row in found.rows),
               "may_create": request.user.may(permissions.PERSON_CREATE)}  # fmt: skip
    return answer(request, context)


@page(permissions.PERSON_SHOW)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    person = access_person(pk, by=request.user, permission=permissions.PERSON_SHOW)
    context = {
        "person": person, "grants": grants_of(person), "mastery": mastery_of(person), "may": may_of(request.user, person),
        "duties": duties_of(person)[:7], "absences": absences_of(person)[:5], "self": person.pk == request.user.pk,
        "place": places([person.unit_id])[person.unit_id],
    }  # fmt: skip
    return answer(request, context)


@page(permissions.PERSON_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    first = {"unit": request.GET.get("unit"), "employed_from": today()}
    form = PersonForm(
        request.POST or None, by=request.user, permission=permissions.PERSON_CREATE, new=True, initial=first
    )
    if form.is_valid():
        person = attempt(form, create_person, by=request.user, **form.cleaned_data)
        if person:
            return done(
                request,
                "org:person.show",
                person.pk,
                message=_("%(person)s is registered.") % {"person": person.name},
            )
    return answer(request, {"form": form})


@page(permissions.PERSON_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    person = access_person(pk, by=request.user, permission=permissions.PERSON_UPDATE)
    fields = (
        "name",
        "login",
        "unit",
        "post",
        "number",
        "phone",
        "email",
        "employed_from",
        "employed_to",
        "capacity",
    )
    form = PersonForm(
        request.POST or None, by=request.user, permission=permissions.PERSON_UPDATE, new=False,
        initial={name: getattr(person, name) for name in fields},
    )  # fmt: skip
    if form.is_valid() and attempt(form, change_person, person=person, by=request.user, **form.cleaned_data):
        return done(request, "org:person.show", pk, message=_("Saved"))
    return answer(request, {"person": person, "form": form})
