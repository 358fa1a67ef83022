"""The questions of a questionnaire as form fields, for the forms of this context and of the customers' pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import rule
from quanfu.surveys.enums import POINTS
from quanfu.surveys.models import Item
from quanfu.ui.widgets import RatingInput

MEANINGS = {
    1: _("very dissatisfied"), 2: _("dissatisfied"), 3: _("fair"), 4: _("satisfied"), 5: _("very satisfied"),
}  # fmt: skip


def answer_fields(items: Sequence[Item]) -> dict[str, forms.Field]:
    """One field of stars an item, by its code, and ``text`` for words."""
    fields: dict[str, forms.Field] = {
        item.code: forms.TypedChoiceField(
            label=str(item), coerce=int, choices=[(n, MEANINGS[n]) for n in POINTS], widget=RatingInput,
            error_messages={"required": _("Choose 1 to 5 points.")},
        )
        for item in items
    }  # fmt: skip
    fields["text"] = forms.CharField(
        label=_("In your own words"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rule("surveys.longest_text"), help_text=_("What was good, what should we do better?"),
    )  # fmt: skip
    return fields


def rating_in(items: Sequence[Item], data: dict[str, Any]) -> dict[str, Any]:
    """items and text of the cleaned data, as record_answer takes them."""
    return {"items": {item.code: data[item.code] for item in items}, "text": data["text"]}
