from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.models import ServiceType
from quanfu.desk.queries.service_type import types_of
from quanfu.org.queries.skill import skills_of
from quanfu.org.queries.unit import units_of_company
from quanfu.training.queries.certificate import kinds_of

if TYPE_CHECKING:
    from quanfu.org.models import Person

LEVELS = [("0", _("not needed")), ("1", _("1 assists")), ("2", _("2 works alone")), ("3", _("3 expert"))]


class ServiceTypeForm(forms.ModelForm):
    """A line of the service catalogue with its limits, standard steps and demanded skills."""

    steps = forms.CharField(
        label=_("Work steps"),
        required=False,
        help_text=_("one a line, in order"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    papers = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Demanded certificates"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ServiceType
        fields = [
            "parent", "code", "name", "name_en", "kind", "charge", "unit", "needs_review", "needs_order", "needs_plan",
            "mode", "bound_to_unit", "around_the_clock", "contact_minutes", "acceptance_minutes", "completion_minutes", "feedback_minutes",
            "position", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = (
            types_of(by.company_id).filter(parent=None).exclude(pk=self.instance.pk)
        )  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units_of_company(by.company_id)  # type: ignore[attr-defined]
        self.skills = list(skills_of(by.company_id))
        saved = {d.skill_id: d.level for d in self.instance.demands.all()} if self.instance.pk else {}
        for skill in self.skills:
            self.fields[f"skill_{skill.pk}"] = forms.TypedChoiceField(label=skill.label, choices=LEVELS, coerce=int, empty_value="", required=False, initial=saved.get(skill.pk, 0))  # fmt: skip
        self.fields["papers"].queryset = kinds_of(by.company_id)
        if self.instance.pk:
            self.fields["papers"].initial = [paper.kind_id for paper in self.instance.papers.all()]
            self.fields["steps"].initial = "\n".join(s.title for s in self.instance.steps.all())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["steps"] = [line.strip()[:120] for line in data.get("steps", "").splitlines() if line.strip()]
        data["skills"] = {s.pk: level for s in self.skills if (level := data.pop(f"skill_{s.pk}", 0) or 0)}
        data["papers"] = [kind.pk for kind in data.get("papers") or ()]
        return data
