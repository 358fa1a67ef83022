from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.core.models import WorkCalendar
from quanfu.org import permissions
from quanfu.org.enums import UnitKind
from quanfu.org.models import Person, Unit
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.unit import places, units_for


class UnitChoice(forms.ModelChoiceField):
    """Units in the order of the tree; a team is called with the unit above it, so that one can search for both."""

    _called: dict[int, str] | None = None

    def label_from_instance(self, obj: Unit) -> str:
        if self._called is None:
            self._called = places(Unit.objects.all() if self.queryset is None else self.queryset)
        return self._called.get(obj.pk, obj.label)


class UnitForm(forms.Form):
    """A unit. ``unit`` None: a new one, which also has a place and a kind."""

    parent = UnitChoice(Unit.objects.none(), label=_("Stands below"))
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    name = forms.CharField(label=_("Designation"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Letters, digits, - and _; in files and interfaces")
    )
    head = forms.ModelChoiceField(Person.objects.none(), label=_("Head"), required=False)
    calendar = forms.ModelChoiceField(
        WorkCalendar.objects.none(),
        label=_("Work calendar"),
        required=False,
        empty_label=_("As the unit above"),
    )
    opened_on = forms.DateField(label=_("Opens on"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)

    def __init__(self, *args: Any, by: Person, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit is None:
            self.fields["parent"].queryset = units_for(by, permissions.UNIT_CREATE)  # type: ignore[attr-defined]
        else:
            del self.fields["parent"], self.fields["kind"]
        company = unit.company_id or unit.pk if unit else by.company_id
        self.fields["head"].queryset = people_of_company(company)  # type: ignore[attr-defined]
        self.fields["calendar"].queryset = WorkCalendar.objects.order_by("name")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    parent = UnitChoice(Unit.objects.none(), label=_("Hang below"))

    def __init__(self, *args: Any, by: Person, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = units_for(by, permissions.UNIT_MOVE_CREATE).exclude(path__startswith=unit.path)
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]


class ClosingForm(forms.Form):
    on = forms.DateField(
        label=_("Closed from"), initial=today, help_text=_("From this day on the unit takes no work.")
    )
