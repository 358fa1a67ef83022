from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import Priority
from quanfu.org.queries.person import people_for
from quanfu.org.queries.unit import units_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class PlaceFilter(forms.Form):
    """Whose orders: only units and people that the viewer's permission reaches."""

    unit = forms.ModelChoiceField(queryset=None, required=False, label=_("Unit"), empty_label=_("All"))
    person = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Responsible"), empty_label=_("All")
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[("", _("All")), *Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, by: "Person", permission: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(by, permission)  # type: ignore[attr-defined]
        people = people_for(by, permission).filter(is_active=True).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class OrderFilter(PlaceFilter):
    show = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[("", _("Open")), ("late", _("Late")), ("done", _("Done")), ("ended", _("Cancelled or handed over")), ("all", _("All"))],
    )  # fmt: skip
    field_order = ("show", "unit", "person", "priority")
