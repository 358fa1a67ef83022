from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.models import Request
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.skill import skills_of


class AssignmentForm(forms.Form):
    """Who gets it; the business field must be chosen when the type does not name one (ASG-4)."""

    field = forms.ModelChoiceField(queryset=None, label=_("Business field"), required=False)
    person = forms.ModelChoiceField(queryset=None, label=_("Assign to"))
    overrule = forms.CharField(
        label=_("Reason for overruling"),
        max_length=300,
        required=False,
        help_text=_("Only for somebody who is not proposed: off duty, full, or of another territory."),
    )

    def __init__(self, *args: Any, req: Request, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial = {"field": req.field}
        self.fields["field"].queryset = skills_of(req.company_id)  # type: ignore[attr-defined]
        self.fields["person"].queryset = people_of_company(req.company_id)  # type: ignore[attr-defined]


class ReassignmentForm(forms.Form):
    taker = forms.ModelChoiceField(queryset=None, label=_("Give to"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, req: Request, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = people_of_company(req.company_id).exclude(pk=req.responsible_id)  # type: ignore[attr-defined, misc]


class DecisionForm(forms.Form):
    approved = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Grant")), ("no", _("Refuse"))], coerce=lambda v: v == "yes", empty_value=None, required=False
    )  # fmt: skip
    remark = forms.CharField(label=_("Remark"), max_length=2000, required=False)
