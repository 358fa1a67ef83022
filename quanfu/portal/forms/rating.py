from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from quanfu.surveys.queries.fields import answer_fields, rating_in

if TYPE_CHECKING:
    from quanfu.surveys.models import Item


class RatingForm(forms.Form):
    """The customer's own rating: stars for each item, and words."""

    def __init__(self, *args: Any, items: "Sequence[Item]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields.update(answer_fields(items))

    def rating(self) -> dict[str, Any]:
        """items and text as record_answer takes them."""
        return rating_in(self.items, self.cleaned_data)
