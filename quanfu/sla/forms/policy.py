from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from quanfu.channels.queries.channel import channels_of
from quanfu.customers.enums import Grade
from quanfu.desk.enums import Charge, Kind, Priority, WaitsFor
from quanfu.desk.queries.service_type import types_of
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.role import roles
from quanfu.org.queries.unit import units_of_company
from quanfu.sla.enums import LevelAction, Recipient, Target
from quanfu.sla.models import Policy

if TYPE_CHECKING:
    from quanfu.org.models import Unit

LEVELS = 5
MEASURES = (
    ("hours", _("working hours")), ("minutes", _("working minutes")), ("days", _("working days")),
    ("wall_hours", _("hours around the clock")), ("wall_minutes", _("minutes around the clock")),
)  # fmt: skip
HOUR = 60


class PolicyForm(forms.Form):
    """For which requests, how long for which target, and who is told level after level when it is missed."""

    name = forms.CharField(label=_("Name of the policy"), max_length=80)
    remind_percent = forms.IntegerField(label=_("Remind at, percent"), required=False, min_value=1, max_value=100,
                                        help_text=_("empty: as the general rule says"))  # fmt: skip
    apply_to_open = forms.TypedChoiceField(
        label=_("Open requests"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("no", _("keep the limits they have")), ("yes", _("get the new limits at once"))],
    )  # fmt: skip

    def __init__(self, *args: Any, company: "Unit", policy: Policy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        if policy:
            self.initial.update(name=policy.name, remind_percent=policy.remind_percent)
        self._add_conditions(policy.conditions if policy else {})
        for target in Target:
            self._add_limit(target, (policy.limits if policy else {}).get(target.value))
        given = policy.levels if policy else [{"minutes": 0, "action": "tell", "to": "head"}]
        for number in range(LEVELS):
            self._add_level(number, given[number] if number < len(given) else None)

    def _add_conditions(self, given: dict[str, list[Any]]) -> None:
        for name, (label, choices) in conditions_of(self.company).items():
            coerce = str if name in ("grades", "kinds", "charges") else int
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=label, choices=choices, coerce=coerce, required=False, initial=given.get(name, []),
                widget=forms.SelectMultiple(attrs={"size": 6}) if len(choices) > 12 else forms.CheckboxSelectMultiple,
            )  # fmt: skip

    def _add_limit(self, target: Target, spec: dict[str, Any] | None) -> None:
        amount, measure = _shown(spec) if spec else (None, "hours")
        self.fields[f"{target}_amount"] = forms.IntegerField(
            label=target.label, required=False, min_value=1, max_value=600_000, initial=amount
        )
        self.fields[f"{target}_measure"] = forms.ChoiceField(
            label=_("Measured in"), choices=MEASURES, initial=measure, required=False
        )
        self.fields[f"{target}_at_most"] = forms.BooleanField(
            label=_("at most"), required=False, initial=bool(spec and spec.get("at_most"))
        )
        self.fields[f"{target}_pauses"] = forms.MultipleChoiceField(
            label=_("Stands still while"), choices=WaitsFor.choices, required=False, initial=(spec or {}).get("pauses", []),
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip

    def _add_level(self, number: int, level: dict[str, Any] | None) -> None:
        level = level or {}
        held = (
            [(role.code, role.label) for role in roles()]
            if not number
            else self.fields["l0_role"].choices[1:]
        )
        self.fields[f"l{number}_action"] = forms.ChoiceField(
            label=_("What happens"), required=False, choices=[("", _("nothing")), *LevelAction.choices], initial=level.get("action", "")
        )  # fmt: skip
        self.fields[f"l{number}_minutes"] = forms.IntegerField(
            label=_("Minutes later"), required=False, min_value=0, max_value=600_000, initial=level.get("minutes", 0)
        )  # fmt: skip
        self.fields[f"l{number}_to"] = forms.ChoiceField(
            label=_("Who"), required=False, choices=Recipient.choices, initial=level.get("to", "head")
        )
        self.fields[f"l{number}_role"] = forms.ChoiceField(
            label=_("Role"), required=False, choices=[("", "—"), *held], initial=level.get("role", "")
        )
        self.fields[f"l{number}_person"] = forms.ModelChoiceField(
            people_of_company(self.company.pk), label=_("Person"), required=False, initial=level.get("person")
        )
        self.fields[f"l{number}_hours"] = forms.BooleanField(
            label=_("in their working hours"), required=False, initial=bool(level.get("hours"))
        )

    def condition_fields(self) -> list[BoundField]:
        return [self[name] for name in conditions_of(self.company)]

    def limit_rows(self) -> list[dict[str, BoundField]]:
        return [{part: self[f"{target}_{part}"] for part in ("amount", "measure", "at_most", "pauses")} for target in Target]  # fmt: skip

    def level_rows(self) -> list[dict[str, BoundField]]:
        parts = ("action", "minutes", "to", "role", "person", "hours")
        return [{part: self[f"l{number}_{part}"] for part in parts} for number in range(LEVELS)]

    def words(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        limits = {
            target.value: _limit(data[f"{target}_amount"], data[f"{target}_measure"] or "hours")
            | {"at_most": data[f"{target}_at_most"], "pauses": data[f"{target}_pauses"]}
            for target in Target
            if data[f"{target}_amount"]
        }
        levels = [
            {
                "minutes": data[f"l{n}_minutes"] or 0, "action": data[f"l{n}_action"], "to": data[f"l{n}_to"] or "head",
                "role": data[f"l{n}_role"], "person": data[f"l{n}_person"].pk if data[f"l{n}_person"] else None, "hours": data[f"l{n}_hours"],
            }
            for n in range(LEVELS) if data[f"l{n}_action"]
        ]  # fmt: skip
        conditions = {name: data[name] for name in conditions_of(self.company) if data[name]}
        return {
            "name": data["name"], "remind_percent": data["remind_percent"], "apply_to_open": data["apply_to_open"],
            "conditions": conditions, "limits": limits, "levels": levels,
        }  # fmt: skip


def conditions_of(company: "Unit") -> dict[str, tuple[Any, list[tuple[Any, Any]]]]:
    """Condition → its label and what can be chosen in that company."""
    top = company.depth
    return {
        "kinds": (_("Kind"), list(Kind.choices)),
        "grades": (_("Customer class"), list(Grade.choices)),
        "priorities": (_("Urgency"), list(Priority.choices)),
        "charges": (_("Charge"), list(Charge.choices)),
        "channels": (_("Channel"), [(c.pk, c.name) for c in channels_of(company)]),
        "types": (_("Service type"), [(t.pk, t.label if t.parent_id is None else f"　{t.label}") for t in types_of(company.pk)]),
        "units": (_("Unit"), [(u.pk, "　" * (u.depth - top) + u.label) for u in units_of_company(company.pk)]),
    }  # fmt: skip


def _limit(amount: int, measure: str) -> dict[str, Any]:
    if measure == "days":
        return {"days": amount}
    minutes = amount * HOUR if measure.endswith("hours") else amount
    return {"minutes": minutes, "around_the_clock": measure.startswith("wall")}


def _shown(spec: dict[str, Any]) -> tuple[int, str]:
    if spec.get("days"):
        return spec["days"], "days"
    wall = "wall_" if spec.get("around_the_clock") else ""
    minutes = spec["minutes"]
    return (minutes // HOUR, f"{wall}hours") if minutes % HOUR == 0 else (minutes, f"{wall}minutes")


class TrialForm(forms.Form):
    """A request that might come in, or one that is there."""

    number = forms.CharField(label=_("Number of a request"), required=False, max_length=24)

    def __init__(self, *args: Any, company: "Unit", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = {"kinds": "kind", "grades": "grade", "priorities": "priority", "charges": "charge", "channels": "channel", "types": "service_type", "units": "unit"}  # fmt: skip
        for name, (label, choices) in conditions_of(company).items():
            self.fields[one[name]] = forms.TypedChoiceField(
                label=label, required=False, choices=[("", "—"), *choices], empty_value=None,
                coerce=str if name in ("grades", "kinds", "charges") else int,
            )  # fmt: skip


class DeletionForm(forms.Form):
    """Ends a policy; asks what becomes of the open requests."""

    apply_to_open = PolicyForm.base_fields["apply_to_open"]
