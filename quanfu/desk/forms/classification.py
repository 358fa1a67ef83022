from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import Charge, Priority
from quanfu.desk.forms.request import FactsMixin, TypeChoiceField
from quanfu.desk.models import Request
from quanfu.desk.queries.service_type import choosable_types
from quanfu.org.queries.skill import skills_of


class ClassificationForm(FactsMixin):
    """What kind of work it is, how urgent, which field, and what the type wants to know."""

    service_type = TypeChoiceField(queryset=None, label=_("Service type"))
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)
    field = forms.ModelChoiceField(queryset=None, label=_("Business field"), required=False)
    charge = forms.ChoiceField(
        label=_("Charge"), choices=[("", _("As the type says")), *Charge.choices], required=False
    )
    special_wish = forms.CharField(label=_("Special wish"), max_length=300, required=False)
    expected_at = forms.DateTimeField(label=_("Wished for by"), required=False)

    def __init__(self, *args: Any, req: Request, proposed: str = "", **kwargs: Any):
        names = ("service_type", "priority", "field", "special_wish", "expected_at")
        kwargs.setdefault("initial", {name: getattr(req, name) for name in names})
        if proposed.isdecimal():
            kwargs["initial"]["service_type"] = int(proposed)
        super().__init__(*args, **kwargs)
        self.fields["service_type"].queryset = choosable_types(req.company_id)  # type: ignore[attr-defined]
        self.fields["field"].queryset = skills_of(req.company_id)  # type: ignore[attr-defined]
        chosen = self.data.get("service_type") or proposed or req.service_type_id
        if chosen and str(chosen).isdigit():
            self.add_facts(choosable_types(req.company_id).filter(pk=int(chosen)).first(), req.facts)
