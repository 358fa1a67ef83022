from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.queries.service_type import types_of
from quanfu.org.queries.unit import units_of_company
from quanfu.sla.models import Step
from quanfu.sla.queries.step import chain_for

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person


class StepForm(forms.ModelForm):
    """A link of the chain."""

    class Meta:
        model = Step
        fields = (
            "position", "code", "name", "name_en", "service_type", "unit", "state", "minutes", "around_the_clock", "required",
            "telling", "text", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_type"].queryset = types_of(by.company_id).filter(parent__isnull=False)
        self.fields["unit"].queryset = units_of_company(by.company_id)


class PassageForm(forms.Form):
    """Where the request goes next."""

    step = forms.TypedChoiceField(label=_("Next step"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, req: "Request", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = {step.pk: step for step in chain_for(req)}
        self.fields["step"].choices = [(pk, _line(step, req)) for pk, step in self.steps.items()]

    def clean_step(self) -> Step:
        return self.steps[self.cleaned_data["step"]]


def _line(step: Step, req: "Request") -> str:
    return f"{step.label} · {(step.unit or req.unit).label}"
