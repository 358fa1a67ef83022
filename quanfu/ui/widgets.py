"""Input widgets beyond Django's: what a form declares so that the `field` component draws it."""

from typing import Any

from django import forms


class MoneyInput(forms.TextInput):
    """An amount in yuan with the sign before it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class RadioCards(forms.RadioSelect):
    """Radio buttons as cards, each with a sentence below its label: `descriptions` by value."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, descriptions: dict[Any, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.descriptions = {str(value): text for value, text in (descriptions or {}).items()}


class RatingInput(forms.RadioSelect):
    """Stars, one a choice, lowest first. The choices' labels are read out and shown beside the stars."""


class SignatureInput(forms.HiddenInput):
    """A pad to sign on with finger, pen or mouse. The value is a PNG as data URL, '' while nothing is drawn.

    reason_field: the name of the form's field for "no signature because…", drawn below the pad.
    """

    input_type = "hidden"

    def __init__(self, attrs: dict[str, Any] | None = None, *, reason_field: str | None = None) -> None:
        super().__init__(attrs)
        self.reason_field = reason_field

    @property
    def is_hidden(self) -> bool:
        return False


class SearchSelect(forms.Select):
    """A select that always gets the search box, however short its list."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-search-select": "always", **(attrs or {})}, choices)
