from typing import Any

from django.utils.translation import gettext_lazy as _

from quanfu.org import permissions
from quanfu.org.actions.skill import delete_skill, save_skill
from quanfu.org.forms.skill import SkillForm
from quanfu.org.models import Person, Skill, Unit
from quanfu.org.queries.skill import skills_for
from quanfu.org.queries.unit import companies_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column


def _save(*, instance: Skill | None, by: Person, company: Unit | None = None, **data: Any) -> Skill:
    if company is None and instance is None:
        company = companies_for(by, permissions.SKILL_CREATE).get()  # the form asks where there is a choice
    return save_skill(skill=instance, company=company, by=by, **data)


def _delete(*, instance: Skill, by: Person) -> None:
    delete_skill(skill=instance, by=by)


crud = Crud(
    model=Skill, form=SkillForm, permissions="org.skill", text=_("What people master, and what requests demand."),
    columns=[Column(_("Designation"), sort="name", value="label"), Column(_("Code"), sort="code"),
             Column(_("Company"), value=lambda skill: skill.company.label, quiet=True)],
    order=["name"], search=["code", "name", "name_en"], queryset=skills_for, save=_save, delete=_delete,
    form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()
