"""Custom fields: rows of FieldDefinition make form fields, and forms make the `facts` of a noun.

Facts are plain JSON by field code: text, numbers (decimals as text, exact), ISO dates, UTC instants, lists of codes.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quanfu.core.cached import Cached
from quanfu.core.enums import FieldKind
from quanfu.core.errors import Refused
from quanfu.core.models.field import FieldDefinition

PREFIX = "fact_"


def _load() -> dict[str, list[FieldDefinition]]:
    found: dict[str, list[FieldDefinition]] = {}
    for field in FieldDefinition.objects.order_by("owner", "position", "pk"):
        found.setdefault(field.owner, []).append(field)
    return found


FIELDS = Cached("fields", _load)


_DECLARED: dict[str, list[FieldDefinition]] = {}


def declare_fields(owner: str, fields: list[FieldDefinition]) -> None:
    """Fields that the product itself brings for an owner; companies do not change them."""
    _DECLARED[owner] = fields


def fields_for(owner: str, *, inactive: bool = False) -> list[FieldDefinition]:
    """The definitions in their order, declared ones first; not to be changed in place. Several owners: with blanks between."""
    saved = FIELDS.get()
    found = [field for one in owner.split() for field in (*_DECLARED.get(one, ()), *saved.get(one, ()))]
    return [field for field in found if field.active or inactive]


def form_fields(owner: str) -> dict[str, forms.Field]:
    """Form fields named fact_<code>, to be added to a form's `fields`."""
    return {PREFIX + field.code: _FORM_FIELD[FieldKind(field.kind)](field) for field in fields_for(owner)}


def clean_facts(
    owner: str, raw: Mapping[str, Any], *, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The facts of what came in; Refused names the field (fact_<code>).

    ``raw`` has keys fact_<code> (a form's cleaned data; other keys are left alone) or plain codes (the API, imports; an
    unknown one is refused). ``before``: the facts so far; those of fields no longer active are kept.
    """
    from_form = any(key.startswith(PREFIX) for key in raw)
    given = {
        key.removeprefix(PREFIX): value
        for key, value in raw.items()
        if key.startswith(PREFIX) or not from_form
    }
    definitions = fields_for(owner)
    active = {field.code for field in definitions}
    if unknown := sorted(given.keys() - active):
        raise Refused(_("There is no field %(code)s.") % {"code": unknown[0]}, field=PREFIX + unknown[0])
    facts = {code: value for code, value in (before or {}).items() if code not in active}
    for field in definitions:
        try:
            value = _FORM_FIELD[FieldKind(field.kind)](field).clean(_as_input(given.get(field.code)))
        except ValidationError as error:
            raise Refused(
                f"{label_of(field)}: {' '.join(error.messages)}", field=PREFIX + field.code
            ) from None
        if value not in (None, "", []):
            facts[field.code] = _as_fact(value)
    return facts


def show_facts(owner: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value as text) of every fact there is, in the order of the fields; also of fields no longer active."""
    shown, known = [], set()
    for field in fields_for(owner, inactive=True):
        known.add(field.code)
        if field.code in facts:
            shown.append((label_of(field), _as_text(field, facts[field.code])))
    return shown + [(code, str(value)) for code, value in facts.items() if code not in known]


def label_of(thing: FieldDefinition | Mapping[str, str]) -> str:
    """The label of a field or choice in the reader's language."""
    label, english = (
        (thing.label, thing.label_en)
        if isinstance(thing, FieldDefinition)
        else (thing["label"], thing.get("label_en", ""))
    )
    return english if english and (get_language() or "").startswith("en") else label


def _choices(field: FieldDefinition) -> list[tuple[str, str]]:
    return [(choice["code"], label_of(choice)) for choice in field.choices]


_phone = RegexValidator(r"^\+?[0-9][0-9 ()\-]{4,24}$")


class PhoneField(forms.CharField):
    """A telephone number: digits with the usual signs between them."""

    default_validators = [_phone]

    def to_python(self, value: Any) -> str:
        plain = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width digits
        return str(super().to_python(value) or "").translate(plain).strip()


class LocalDateTimeField(forms.DateTimeField):
    """Takes also ISO instants with an offset, as the API sends them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


_FORM_FIELD: dict[FieldKind, Callable[[FieldDefinition], forms.Field]] = {
    FieldKind.TEXT: lambda f: forms.CharField(max_length=200, **_common(f)),
    FieldKind.LONGTEXT: lambda f: forms.CharField(
        max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), **_common(f)
    ),
    FieldKind.INT: lambda f: forms.IntegerField(min_value=-(2**53), max_value=2**53, **_common(f)),
    FieldKind.DECIMAL: lambda f: forms.DecimalField(max_digits=20, decimal_places=6, **_common(f)),
    FieldKind.DATE: lambda f: forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **_common(f)
    ),
    FieldKind.DATETIME: lambda f: LocalDateTimeField(**_common(f)),
    # A box that must be ticked is rarely meant by "required": yes or no is always an answer.
    FieldKind.BOOL: lambda f: forms.BooleanField(required=False, label=label_of(f)),
    FieldKind.CHOICE: lambda f: forms.ChoiceField(
        choices=_choices(f) if f.required else [("", "—"), *_choices(f)], **_common(f)
    ),
    FieldKind.MULTICHOICE: lambda f: forms.MultipleChoiceField(
        choices=_choices(f), widget=forms.CheckboxSelectMultiple, **_common(f)
    ),
    FieldKind.PHONE: lambda f: PhoneField(max_length=30, **_common(f)),
}


def _common(field: FieldDefinition) -> dict[str, Any]:
    return {"required": field.required, "label": label_of(field)}


def _as_input(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list | tuple) else value


def _as_fact(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _as_text(field: FieldDefinition, value: Any) -> str:
    labels = dict(_choices(field))
    try:
        match field.kind:
            case FieldKind.BOOL:
                return _("Yes") if value else _("No")
            case FieldKind.CHOICE:
                return str(labels.get(value, value))
            case FieldKind.MULTICHOICE:
                return "、".join(str(labels.get(each, each)) for each in value)
            case FieldKind.DATE:
                return date_format(date.fromisoformat(value), "DATE_FORMAT")
            case FieldKind.DATETIME:
                return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    except (ValueError, TypeError):  # written before the field was what it is now
        pass
    return str(value)
