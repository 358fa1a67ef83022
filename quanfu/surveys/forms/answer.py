from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.queries.fields import answer_fields, rating_in

if TYPE_CHECKING:
    from quanfu.surveys.models import Item


class AnswerForm(forms.Form):
    """What a customer says on the phone: stars for each item, and words."""

    def __init__(self, *args: Any, items: "Sequence[Item]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields.update(answer_fields(items))

    def rating(self) -> dict[str, Any]:
        """items and text as record_answer takes them."""
        return rating_in(self.items, self.cleaned_data)


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
