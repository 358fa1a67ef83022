"""What steps of macros and acts on many need to know."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import Priority
from quanfu.desk.forms.request import TypeChoiceField
from quanfu.desk.models import Macro, ReplyTemplate
from quanfu.desk.queries.reply_template import TEMPLATE_FIELDS, templates_of
from quanfu.desk.queries.service_type import choosable_types
from quanfu.desk.queries.steps import SNOOZES, STEPS, macros_for
from quanfu.org.queries.person import people_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Person

ACTS = ("classify", "priority", "assign", "reply", "note", "snooze", "close")


class StepsMixin(forms.Form):
    """One field for each act, empty for what is not to be done."""

    def add_steps(self, by: "Person", acts: Any = ACTS) -> None:
        company = by.company_id
        people = (
            [("me", _("whoever runs it")), *((str(p.pk), p.name) for p in people_of_company(company))]
            if "assign" in acts
            else []
        )
        made: dict[str, forms.Field] = {
            "classify": TypeChoiceField(
                queryset=choosable_types(company), label=_("Service type"), required=False
            ),
            "priority": forms.TypedChoiceField(
                label=_("Priority"),
                choices=[("", "—"), *Priority.choices],
                coerce=int,
                empty_value=None,
                required=False,
            ),
            "assign": forms.ChoiceField(label=_("Assign to"), choices=[("", "—"), *people], required=False),
            "reply": forms.ModelChoiceField(
                queryset=templates_of(company).filter(is_active=True),
                label=_("Reply from template"),
                required=False,
            ),
            "note": forms.CharField(
                label=_("Private note"),
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            ),
            "snooze": forms.ChoiceField(
                label=_("Put aside"), choices=[("", "—"), *SNOOZES.items()], required=False
            ),
            "close": forms.CharField(label=_("Close, with the reason"), max_length=300, required=False),
            "macro": forms.ModelChoiceField(queryset=macros_for(company), label=_("Macro"), required=False),
        }
        for act in acts:
            self.fields[f"step_{act}"] = made[act]

    def steps(self) -> list[dict[str, Any]]:
        """The steps as JSON, in the order of the work. After is_valid()."""
        found = []
        for act in STEPS:
            value = self.cleaned_data.get(f"step_{act}")
            if value not in (None, ""):
                value = (
                    int(value) if isinstance(value, str) and act == "assign" and value.isdecimal() else value
                )
                found.append({"act": act, "value": getattr(value, "pk", value)})
        return found


class MacroForm(StepsMixin, forms.ModelForm):
    class Meta:
        model = Macro
        fields = ["name", "name_en", "position", "is_active"]

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add_steps(by)
        for step in self.instance.steps if self.instance.pk else []:
            self.initial[f"step_{step['act']}"] = step["value"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return {name: value for name, value in data.items() if not name.startswith("step_")} | {
            "steps": self.steps()
        }


class ReplyTemplateForm(forms.ModelForm):
    class Meta:
        model = ReplyTemplate
        fields = [
            "name",
            "shortcut",
            "text",
            "text_en",
            "service_type",
            "kind",
            "channel",
            "position",
            "is_active",
        ]

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service_type"] = TypeChoiceField(
            queryset=choosable_types(by.company_id),
            label=_("Service type"),
            required=False,
            empty_label=_("any"),
        )
        known = " ".join(f"{{{{{name}}}}} {label}" for name, (label, _value) in TEMPLATE_FIELDS.items())
        for name in ("text", "text_en"):
            self.fields[name].widget.attrs["rows"] = 6
        self.fields["text"].help_text = known


class BulkForm(StepsMixin):
    """One act for many requests: only the field of the act that was chosen."""

    def __init__(self, *args: Any, by: "Person", act: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add_steps(by, [act])
        self.fields[f"step_{act}"].required = True


class MacroRunForm(forms.Form):
    partial = forms.BooleanField(label=_("Leave out what cannot be done"), required=False)
