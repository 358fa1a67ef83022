from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.org import permissions
from quanfu.org.forms.unit import UnitChoice
from quanfu.org.models import Person, Unit
from quanfu.org.queries.unit import companies_for


class SkillForm(forms.Form):
    """``company`` is asked only for a new skill, and only where there is a choice."""

    company = UnitChoice(Unit.objects.none(), label=_("Company"))
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Designation"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = companies_for(by, permissions.SKILL_CREATE)
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]
        if "initial" in kwargs or len(companies) == 1:
            del self.fields["company"]


class UnitFilter(forms.Form):
    """Which unit's people a grid shows."""

    unit = UnitChoice(Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("All units"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def chosen(self) -> Unit | None:
        return self.cleaned_data["unit"] if self.is_valid() else None


class MasteryForm(forms.Form):
    """One cell of the matrix: the ids of person and skill, and the level."""

    cell = forms.RegexField(r"^\d{1,18}:\d{1,18}:[0-3]$")

    def clean_cell(self) -> tuple[int, int, int]:
        person, skill, level = (int(part) for part in self.cleaned_data["cell"].split(":"))
        return person, skill, level
