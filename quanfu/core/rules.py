"""Dated settings (see models/rule.py): `define` in a context's rules.py, `rule` wherever the value is needed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from quanfu.core.enums import RuleKind


@dataclass(frozen=True)
class Definition:
    code: str
    default: Any
    kind: RuleKind
    label: str | Promise
    unit: str | Promise = ""
    minimum: Any = None
    maximum: Any = None
    help: str | Promise = ""


DEFINITIONS: dict[str, Definition] = {}


def define(
    code: str, *, default: Any, kind: str, label: str | Promise, unit: str | Promise = "", minimum: Any = None,
    maximum: Any = None, help: str | Promise = "",
) -> None:  # fmt: skip
    """Declare a setting and its value where nobody has set one. ``code`` is "<context>.<name>"."""
    DEFINITIONS[code] = Definition(code, default, RuleKind(kind), label, unit, minimum, maximum, help)


def rule(code: str, on: date | datetime | None = None, company: int | None = None) -> Any:
    return DEFINITIONS[code].default
