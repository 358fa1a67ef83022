import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.core.enums import RuleKind
from quanfu.core.rules import Definition


def _number(field: type[forms.Field], d: Definition) -> forms.Field:
    return field(min_value=d.minimum, max_value=d.maximum)  # type: ignore[call-arg]


def _text(d: Definition) -> forms.Field:
    long = "\n" in str(d.default) or len(str(d.default)) > 80
    return forms.CharField(
        required=False,
        max_length=5000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}) if long else forms.TextInput(),
    )


_FIELDS: dict[RuleKind, Callable[[Definition], forms.Field]] = {
    RuleKind.INT: lambda d: _number(forms.IntegerField, d),
    RuleKind.DURATION_MINUTES: lambda d: _number(forms.IntegerField, d),
    RuleKind.DECIMAL: lambda d: _number(forms.DecimalField, d),
    RuleKind.TEXT: _text,
    RuleKind.BOOL: lambda d: forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    ),
    RuleKind.JSON: lambda d: forms.JSONField(widget=forms.Textarea(attrs={"rows": 8})),
}


class RuleForm(forms.Form):
    """A value of one setting from a day on."""

    since = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(
        self, definition: Definition, data: Mapping[str, Any] | None = None, *, value: Any = None
    ) -> None:
        shown = value
        if definition.kind == RuleKind.BOOL:
            shown = "yes" if value else "no"
        super().__init__(data, initial={"value": shown, "since": today()})
        field = _FIELDS[definition.kind](definition)
        field.label, field.help_text = definition.unit or _("Value"), definition.help
        self.fields = {"value": field, "since": self.fields["since"]}
        self.fields["since"].widget.attrs["min"] = today().isoformat()


def shown_value(definition: Definition, value: Any) -> str:
    """A value as people read it."""
    if definition.kind == RuleKind.BOOL:
        return str(_("Yes") if value else _("No"))
    if definition.kind == RuleKind.JSON:
        return json.dumps(value, ensure_ascii=False, indent=2)
    return str(value)
