from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.org import permissions
from quanfu.org.enums import Reach
from quanfu.org.forms.unit import UnitChoice
from quanfu.org.models import Person, Role, Unit
from quanfu.org.queries.unit import units_for
from quanfu.ui.widgets import RadioCards


class RoleChoice(forms.ModelChoiceField):
    """Roles with the reach they usually have."""

    def label_from_instance(self, obj: Role) -> str:
        return f"{obj.label} · {obj.get_reach_display()}"


class GrantForm(forms.Form):
    """A role for a person: which, for which unit, how far."""

    role = RoleChoice(Role.objects.none(), label=_("Role"))
    unit = UnitChoice(Unit.objects.none(), label=_("For the unit"))
    reach = forms.ChoiceField(
        label=_("Reaches"), choices=Reach.choices, initial=Reach.OWN,
        widget=RadioCards(descriptions={
            Reach.OWN: _("What they are responsible for or took themselves"),
            Reach.TEAM: _("All of this one unit"),
            Reach.SUBTREE: _("All of this unit and of those below it"),
            Reach.ALL: _("All of the company that the unit belongs to"),
        }),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.order_by("rank", "code")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units_for(by, permissions.GRANT_CREATE)  # type: ignore[attr-defined]
