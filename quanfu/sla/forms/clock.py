from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.org.queries.person import people_for
from quanfu.org.queries.unit import units_for
from quanfu.sla.enums import Target

if TYPE_CHECKING:
    from quanfu.org.models import Person


class ClockFilter(forms.Form):
    """Which limits a supervisor looks at, within their reach."""

    show = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[("", _("Late and soon late")), ("late", _("Late")), ("soon", _("Soon late")), ("all", _("All running"))],
    )  # fmt: skip
    target = forms.ChoiceField(label=_("Target"), required=False, choices=[("", _("All")), *Target.choices])
    unit = forms.ModelChoiceField(queryset=None, required=False, label=_("Unit"), empty_label=_("All"))
    person = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Responsible"), empty_label=_("All")
    )

    def __init__(self, *args: Any, by: "Person", permission: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(by, permission)  # type: ignore[attr-defined]
        people = people_for(by, permission).filter(is_active=True).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
