from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.enums import FieldKind
from quanfu.core.errors import Refused


class ServiceFieldForm(forms.Form):
    """A field that requests of one service type have besides the usual ones. Code and kind are chosen once."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("small letters, digits and _; stays for good")
    )
    kind = forms.ChoiceField(label=_("Kind of field"), choices=FieldKind.choices)
    label = forms.CharField(label=_("Label"), max_length=80)
    label_en = forms.CharField(label=_("English label"), max_length=80, required=False)
    choices = forms.CharField(label=_("Choices"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
                              help_text=_("for lists: one a line, as code = label = English label"))  # fmt: skip
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("active",) if is_new else ("code", "kind"):
            del self.fields[name]

    def clean_choices(self) -> list[dict[str, str]]:
        try:
            return read_choices(self.cleaned_data["choices"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


def read_choices(text: str) -> list[dict[str, str]]:
    """Lines 'code = label = English label' as choices; Refused for a line without a label."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        code, *labels = [part.strip() for part in line.split("=")]
        if not code or not labels or not labels[0]:
            raise Refused(_("Each line needs a code and a label: %(line)s") % {"line": line.strip()[:60]})
        found.append({"code": code, "label": labels[0], "label_en": labels[1] if len(labels) > 1 else ""})
    return found


def shown_choices(choices: list[dict[str, str]]) -> str:
    """The choices as lines, for the form."""
    return "\n".join(
        " = ".join(filter(None, (c["code"], c["label"], c.get("label_en", "")))) for c in choices
    )
