from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.skill import set_mastery
from quanfu.org.forms.skill import MasteryForm, UnitFilter
from quanfu.org.queries.person import people_for
from quanfu.org.queries.skill import access_skill, cell_for, matrix_for
from quanfu.org.queries.unit import units_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.SKILL_MATRIX_SHOW)
def show(request: HttpRequest) -> HttpResponse:
    """People and what they master (ASG-3); one click raises a level by one, from 3 back to none."""
    filters = UnitFilter(request.GET, units=units_for(request.user, permissions.SKILL_MATRIX_SHOW))
    people, unit = people_for(request.user, permissions.SKILL_MATRIX_SHOW).filter(is_active=True), filters.chosen()
    if unit:
        people = people.filter(unit__path__startswith=unit.path)
    found = listing(
        request, people, columns=[Column(_("Name"), sort="name")], order=["unit__path", "name"], search=["name", "login"],
        filters=filters, per=40,
    )  # fmt: skip
    skills, rows = matrix_for(found.rows, by=request.user)
    return answer(request, {"listing": found, "skills": skills, "rows": rows})


@page(permissions.SKILL_MATRIX_UPDATE, methods=("POST",))
def update(request: HttpRequest) -> HttpResponse:
    """Set one cell; htmx gets the cell back, others the matrix."""
    people = people_for(request.user, permissions.SKILL_MATRIX_UPDATE).filter(is_active=True)
    form = MasteryForm(request.POST, people=people)
    if not form.is_valid():
        return answer(request, {"problem": _("This person or level does not exist."), "cell": None}, template=CELL)
    data = form.cleaned_data
    skill = access_skill(data["skill"], by=request.user)
    if not attempt(form, set_mastery, person=data["person"], skill=skill, level=data["level"], by=request.user):
        return answer(request, {"problem": " ".join(form.non_field_errors()), "cell": None}, template=CELL)
    if request.htmx:  # type: ignore[attr-defined]
        return answer(request, {"cell": cell_for(data["person"], skill, data["level"]), "problem": ""}, template=CELL, status=200)
    return done(request, "org:skill_matrix.show")


CELL = "org/skill_matrix/_cell.html"
