from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import rule
from quanfu.surveys.enums import POINTS, AnswerWay
from quanfu.surveys.models import Item
from quanfu.ui.widgets import RatingInput

MEANINGS = {
    1: _("very dissatisfied"), 2: _("dissatisfied"), 3: _("fair"), 4: _("satisfied"), 5: _("very satisfied"),
}  # fmt: skip


class AnswerForm(forms.Form):
    """One field of stars an item of the questionnaire, and words. For customers and for agents on the phone."""

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in self.items:
            self.fields[item.code] = forms.TypedChoiceField(
                label=str(item), coerce=int, choices=[(n, MEANINGS[n]) for n in POINTS], widget=RatingInput,
                error_messages={"required": _("Choose 1 to 5 points.")},
            )  # fmt: skip
        self.fields["text"] = forms.CharField(
            label=_("In your own words"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
            max_length=int(rule("surveys.longest_text")),
            help_text=_("What was good, what should we do better?"),
        )  # fmt: skip

    def rating(self) -> dict[str, Any]:
        """items and text as record_answer takes them."""
        data = self.cleaned_data
        return {"items": {item.code: data[item.code] for item in self.items}, "text": data["text"]}


class AnswerFilter(forms.Form):
    """What the ratings page shows."""

    SCORES = [("", _("All")), ("low", _("Dissatisfied")), ("high", _("Satisfied"))]
    score = forms.ChoiceField(label=_("Score"), choices=SCORES, required=False)
    way = forms.ChoiceField(label=_("Way"), choices=[("", _("All")), *AnswerWay.choices], required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)

    def wanted(self) -> dict[str, Any]:
        """The filters that make sense; others are ignored."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
