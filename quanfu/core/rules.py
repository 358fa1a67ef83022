"""Dated settings: `define` in a context's rules.py, `rule` wherever the value is needed.

    define("aftersales.repeat_months", default=3, kind="int", minimum=1, label=_("…"), unit=_("months"))
    rule("aftersales.repeat_months", on=issue.sold_on, company=issue.company_id)

What counts is the newest row of the company that is not after the day, else the newest row for all companies, else the
default. A change never reaches into the past, so what was computed for a day comes out the same when computed again.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.cached import Cached
from quanfu.core.clock import today
from quanfu.core.enums import RuleKind
from quanfu.core.errors import Refused
from quanfu.core.models.rule import Rule


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
    check: Callable[[Any], None] | None = None

    @property
    def context(self) -> str:
        return self.code.partition(".")[0]

    def clean(self, value: Any) -> Any:
        """The value as `rule` returns it; Refused (field "value") where it is not of the kind or beyond the limits."""
        clean = _CLEAN[self.kind](value)
        if self.minimum is not None and clean < _CLEAN[self.kind](self.minimum):
            raise Refused(_("At least %(limit)s.") % {"limit": self.minimum}, field="value")
        if self.maximum is not None and clean > _CLEAN[self.kind](self.maximum):
            raise Refused(_("At most %(limit)s.") % {"limit": self.maximum}, field="value")
        if self.check:
            try:
                self.check(clean)
            except ValueError as error:
                raise Refused(str(error), field="value") from None
        return clean


DEFINITIONS: dict[str, Definition] = {}


def define(
    code: str, *, default: Any, kind: str, label: str | Promise, unit: str | Promise = "", minimum: Any = None,
    maximum: Any = None, help: str | Promise = "", check: Callable[[Any], None] | None = None,
) -> None:  # fmt: skip
    """Declare a setting and its value where nobody has set one. ``code`` is "<context>.<name>".

    kind: int | decimal | text | bool | json | duration_minutes (whole minutes). minimum and maximum are inclusive;
    ``check`` raises ValueError, with a message for people, for a value of the right kind that makes no sense.
    """
    definition = Definition(code, default, RuleKind(kind), label, unit, minimum, maximum, help, check)
    object.__setattr__(definition, "default", definition.clean(default))
    DEFINITIONS[code] = definition


def rule(code: str, on: date | datetime | None = None, company: int | None = None) -> Any:
    """The value in force on the day (today without one; the company's day of an instant), in its kind's Python type."""
    definition = DEFINITIONS[code]
    day = today() if on is None else timezone.localdate(on) if isinstance(on, datetime) else on
    table = TABLE.get()
    for scope in (company, None) if company is not None else (None,):
        since, values = table.get((code, scope), _NONE)
        if i := bisect_right(since, day):
            return values[i - 1]
    return definition.default


def _load() -> dict[tuple[str, int | None], tuple[list[date], list[Any]]]:
    table: dict[tuple[str, int | None], tuple[list[date], list[Any]]] = {}
    for row in Rule.objects.order_by("since"):
        if definition := DEFINITIONS.get(row.code):
            since, values = table.setdefault((row.code, row.company), ([], []))
            since.append(row.since)
            values.append(_CLEAN[definition.kind](row.value))
    return table


_NONE: tuple[list[date], list[Any]] = ([], [])
TABLE = Cached("rules", _load)


def _whole(value: Any) -> int:
    try:
        if not isinstance(value, bool) and int(value) == Decimal(str(value)):
            return int(value)
    except (ValueError, TypeError, InvalidOperation):
        pass
    raise Refused(_("Enter a whole number."), field="value")


def _decimal(value: Any) -> Decimal:
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        raise Refused(_("Enter a number."), field="value") from None
    if not found.is_finite():
        raise Refused(_("Enter a number."), field="value")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise Refused(_("Enter a text."), field="value")
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(_("Choose yes or no."), field="value")
    return value


def _structure(value: Any) -> Any:
    if not isinstance(value, dict | list):
        raise Refused(_("Enter a list or an object in JSON."), field="value")
    return value


_CLEAN: dict[RuleKind, Callable[[Any], Any]] = {
    RuleKind.INT: _whole, RuleKind.DURATION_MINUTES: _whole, RuleKind.DECIMAL: _decimal, RuleKind.TEXT: _text,
    RuleKind.BOOL: _bool, RuleKind.JSON: _structure,
}  # fmt: skip


define(
    "core.file_megabytes", default=20, kind="int", minimum=1, maximum=2000, unit="MB",
    label=gettext_lazy("Largest file that can be uploaded"),
)  # fmt: skip
