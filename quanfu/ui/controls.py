"""Form fields as the design draws them: what kind a field is, and its control as HTML."""

from copy import copy
from typing import Any

from django import forms
from django.forms import BoundField, Widget
from markupsafe import Markup

from quanfu.ui import widgets

# In this order: the first that fits says how the field is drawn.
_KINDS: list[tuple[type[Widget], str]] = [
    (widgets.SignatureInput, "signature"),
    (widgets.RatingInput, "rating"),
    (widgets.RadioCards, "cards"),
    (widgets.MoneyInput, "money"),
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.SelectMultiple, "select"),
    (forms.Select, "select"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.DateTimeInput, "datetime"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
    (forms.NumberInput, "number"),
]
_NATIVE = {
    "date": ("date", "%Y-%m-%d"),
    "datetime": ("datetime-local", "%Y-%m-%dT%H:%M"),
    "time": ("time", "%H:%M"),
}
_CLASS = {"select": "select", "textarea": "textarea", "file": "file", "checkbox": "check", "hidden": ""}


def kind_of(bound: BoundField) -> str:
    """text, textarea, number, money, date, datetime, time, select, checks, radios, cards, checkbox, file, rating, signature."""
    widget = bound.field.widget
    for widget_class, kind in _KINDS:
        if isinstance(widget, widget_class):
            return kind
    return "hidden" if widget.is_hidden else "text"


def control(bound: BoundField, **attrs: Any) -> Markup:
    """The control alone. Underscores in attribute names become hyphens; dates get the browser's own picker."""
    kind, widget = kind_of(bound), bound.field.widget
    own = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items() if value is not None}
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        own["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described:
        own["aria-describedby"] = " ".join(described)
    classes = [widget.attrs.get("class", ""), _CLASS.get(kind, "input"), own.pop("class", "")]
    own["class"] = " ".join(c for c in classes if c)
    if kind in _NATIVE and getattr(widget, "input_type", "") == "text":
        widget = copy(widget)
        widget.input_type, widget.format = _NATIVE[kind]
    if kind == "textarea":
        own.setdefault("data-grow", True)
    if kind == "select" and not bound.field.disabled and _is_long(bound):
        own.setdefault("data-search-select", True)
    html = bound.as_widget(widget=widget, attrs=own)
    return Markup(html.replace(">---------<", ">—<") if kind == "select" else html)


def _is_long(bound: BoundField) -> bool:
    """Whether a list is better searched than scrolled. Choices of a queryset are always: counting them is a query."""
    choices = getattr(bound.field, "choices", ())
    return not isinstance(choices, list) or len(choices) > 8
