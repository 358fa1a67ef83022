from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.errors import Refused
from quanfu.org import permissions
from quanfu.org.actions.skill import set_mastery
from quanfu.org.forms.skill import MasteryForm, UnitFilter
from quanfu.org.queries.person import access_person, people_for
from quanfu.org.queries.skill import access_skill, cell_for, matrix_for
from quanfu.org.queries.unit import places, units_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, done, page


@page(permissions.SKILL_MATRIX_SHOW)
def show(request: HttpRequest) -> HttpResponse:
    """People and what they master (ASG-3); one click raises a level by one, from 3 back to none."""
    filters = UnitFilter(request.GET, units=units_for(request.user, permissions.SKILL_MATRIX_SHOW))
    people, unit = (
        people_for(request.user, permissions.SKILL_MATRIX_SHOW).filter(is_active=True),
        filters.chosen(),
    )
    if unit:
        people = people.filter(unit__path__startswith=unit.path)
    found = listing(
        request, people, columns=[Column(_("Name"), sort="name")], order=["unit__path", "name"], search=["name", "login"],
        filters=filters, per=40,
    )  # fmt: skip
    skills, rows = matrix_for(found.rows, by=request.user)
    return answer(
        request,
        {"listing": found, "skills": skills, "rows": rows, "places": places(p.unit_id for p in found.rows)},
    )


@page(permissions.SKILL_MATRIX_UPDATE, methods=("POST",))
def update(request: HttpRequest) -> HttpResponse:
    """Set one cell; htmx gets the cell back, others the matrix."""
    form = MasteryForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This cell does not exist."))
    person_pk, skill_pk, level = form.cleaned_data["cell"]
    person = access_person(person_pk, by=request.user, permission=permissions.SKILL_MATRIX_UPDATE)
    skill = access_skill(skill_pk, by=request.user)
    set_mastery(person=person, skill=skill, level=level, by=request.user)
    if request.htmx:  # type: ignore[attr-defined]
        return answer(
            request,
            {"cell": cell_for(person, skill, level)},
            template="org/skill_matrix/_cell.html",
            status=200,
        )
    return done(request, "org:skill_matrix.show")
