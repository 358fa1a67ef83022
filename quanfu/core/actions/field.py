"""Adding fields to a noun and changing how they are asked."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.enums import FieldKind
from quanfu.core.errors import Refused
from quanfu.core.events import FIELD_CHANGED, FIELD_DEFINED, emit
from quanfu.core.fields import FIELDS
from quanfu.core.models.field import FieldDefinition

CHANGEABLE = ("label", "label_en", "choices", "required", "position", "active")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def define_field(
    *, owner: str, code: str, label: str, kind: str, by: Actor, label_en: str = "",
    choices: Sequence[dict[str, str]] = (), required: bool = False, position: int | None = None,
) -> FieldDefinition:  # fmt: skip
    """Add a field to an owner, last unless ``position`` says otherwise. Code and kind are for good."""
    if not CODE.fullmatch(code):
        raise Refused(_("A code is small letters, digits and _, beginning with a letter."), field="code")
    if kind not in FieldKind.values:
        raise Refused(_("There is no such kind of field."), field="kind")
    with transaction.atomic():
        if position is None:
            position = FieldDefinition.objects.filter(owner=owner).count()
        try:
            with transaction.atomic():
                field = FieldDefinition.objects.create(
                    owner=owner, code=code, label=_label(label), label_en=label_en.strip(), kind=kind,
                    choices=_choices(kind, choices), required=required, position=position,
                )  # fmt: skip
        except IntegrityError:
            raise Refused(_("This code is taken already."), field="code") from None
        FIELDS.changed()
        emit(FIELD_DEFINED, field, by=by, data={"owner": owner, "code": code})
    return field


def change_field(*, field: FieldDefinition, by: Actor, **values: Any) -> FieldDefinition:
    """Change label, label_en, choices, required, position or active.

    A choice that facts may name is not taken away: a list that lacks one of the present codes is Refused.
    """
    if immutable := sorted(values.keys() - set(CHANGEABLE)):
        raise Refused(_("Code, kind and owner of a field do not change."), field=immutable[0])
    if "label" in values:
        values["label"] = _label(values["label"])
    if "choices" in values:
        values["choices"] = _choices(field.kind, values["choices"])
        missing = {c["code"] for c in field.choices} - {c["code"] for c in values["choices"]}
        if missing:
            message = _("Choice %(code)s may be in use and stays; give it another label instead.")
            raise Refused(message % {"code": sorted(missing)[0]}, field="choices")
    changes = {
        name: [getattr(field, name), value] for name, value in values.items() if getattr(field, name) != value
    }
    if changes:
        with transaction.atomic():
            for name, (_old, new) in changes.items():
                setattr(field, name, new)
            field.save(update_fields=list(changes))
            FIELDS.changed()
            emit(
                FIELD_CHANGED, field, by=by, changes=changes, data={"owner": field.owner, "code": field.code}
            )
    return field


def _label(label: str) -> str:
    if not label.strip():
        raise Refused(_("A field needs a label."), field="label")
    return label.strip()


def _choices(kind: str, choices: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    wanted = kind in (FieldKind.CHOICE, FieldKind.MULTICHOICE)
    if wanted != bool(choices):
        message = _("A list needs choices.") if wanted else _("Only lists have choices.")
        raise Refused(message, field="choices")
    clean = [
        {"code": c["code"].strip(), "label": c["label"].strip(), "label_en": c.get("label_en", "").strip()}
        for c in choices
    ]
    codes = [c["code"] for c in clean]
    if not all(c["code"] and c["label"] for c in clean) or len(set(codes)) != len(codes):
        raise Refused(_("Every choice needs a code of its own and a label."), field="choices")
    return clean
