"""Money: a whole number of fen, exact, never a float.

Rounding happens only where it is named (`share`), to whole fen, half away from zero unless said otherwise.
One currency, the yuan; nothing here converts.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

_WRITTEN = re.compile(r"(?P<sign>[-+]?)(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fen>\d{1,2}))?", re.ASCII)
# Full-width digits and signs, as Chinese keyboards write them, and the typographer's minus.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: "-"}


def _half_up(f: Fraction) -> int:
    whole = (abs(f) + Fraction(1, 2)).__floor__()
    return whole if f >= 0 else -whole


ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "half_up": _half_up,  # 0.5 fen away from zero
    "half_even": round,
    "down": int,  # toward zero
    "up": lambda f: f.__ceil__() if f >= 0 else f.__floor__(),  # away from zero
}


@total_ordering
class Money:
    """``Money(1234)`` is 12.34 yuan. Adds to and compares with Money only; multiplies by whole numbers exactly."""

    __slots__ = ("fen",)
    fen: int

    def __init__(self, fen: int = 0) -> None:
        if isinstance(fen, bool) or not isinstance(fen, int):
            raise TypeError(f"fen must be a whole number, not {fen!r}; for yuan use Money.yuan('12.34')")
        object.__setattr__(self, "fen", fen)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Money does not change")

    @classmethod
    def yuan(cls, amount: "str | int | Decimal") -> "Money":
        """From yuan: 12, Decimal("12.30"), "1,234.56", "¥8". Floats are a TypeError, more than two decimals a ValueError."""
        if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal):
            raise TypeError(
                f"an amount in yuan is text, a whole number or a Decimal, not {type(amount).__name__}"
            )
        if isinstance(amount, int):
            return cls(amount * 100)
        if isinstance(amount, Decimal):
            exact = amount * 100
            if not amount.is_finite() or exact != exact.to_integral_value():
                raise ValueError(f"{amount} is not a whole number of fen")
            return cls(int(exact))
        written = amount.strip().translate(_PLAIN)
        for mark in ("¥", "￥", "元", "RMB", "CNY"):
            written = written.removeprefix(mark).removesuffix(mark).strip()
        found = _WRITTEN.fullmatch(written)
        if not found:
            raise ValueError(f"{amount!r} is not an amount of money with at most two decimals")
        fen = int(found["yuan"].replace(",", "")) * 100 + int((found["fen"] or "0").ljust(2, "0"))
        return cls(-fen if found["sign"] == "-" else fen)

    def share(self, fraction: "Fraction | str | int | Decimal", *, rounding: str = "half_up") -> "Money":
        """A part of it, e.g. share("1/3"), share(Decimal("0.855")), share("85.5%"); rounded to whole fen as named."""
        return Money(ROUNDINGS[rounding](self.fen * as_fraction(fraction)))

    def split(self, parts: int) -> list["Money"]:
        """Into ``parts`` whose sum is exactly the whole; the first ones are a fen larger where it does not come out."""
        each, rest = divmod(self.fen, parts)
        return [Money(each + (i < rest)) for i in range(parts)]

    def decimal(self) -> Decimal:
        """In yuan, with two decimals."""
        return Decimal(self.fen).scaleb(-2)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __radd__(self, other: object) -> "Money":
        return self if other == 0 and isinstance(other, int) else NotImplemented  # so that sum() works

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __mul__(self, times: int) -> "Money":
        return (
            Money(self.fen * times)
            if isinstance(times, int) and not isinstance(times, bool)
            else NotImplemented
        )

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __abs__(self) -> "Money":
        return Money(abs(self.fen))

    def __bool__(self) -> bool:
        return self.fen != 0

    def __eq__(self, other: object) -> bool:
        return self.fen == other.fen if isinstance(other, Money) else NotImplemented

    def __lt__(self, other: "Money") -> bool:
        return self.fen < other.fen if isinstance(other, Money) else NotImplemented

    def __hash__(self) -> int:
        return hash(("Money", self.fen))

    def __str__(self) -> str:
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{abs(self.fen) // 100}.{abs(self.fen) % 100:02d}"

    def __format__(self, spec: str) -> str:
        """ "" as str(); "," with thousands: 1,234.56."""
        if spec != ",":
            return format(str(self), spec)
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{abs(self.fen) // 100:,}.{abs(self.fen) % 100:02d}"

    def __repr__(self) -> str:
        return f"Money({self.fen})"

    def deconstruct(self) -> tuple[str, tuple[int], dict[str, object]]:
        """For migrations that name an amount."""
        return "quanfu.core.money.Money", (self.fen,), {}

    def __reduce__(self) -> tuple[type["Money"], tuple[int]]:
        return Money, (self.fen,)


def as_fraction(part: "Fraction | str | int | Decimal") -> Fraction:
    """ "1/3", "0.855", "85.5%", Decimal or Fraction as an exact Fraction; a float is a TypeError."""
    if isinstance(part, float):
        raise TypeError("a share is a Fraction, Decimal or text, never a float")
    if isinstance(part, str) and part.strip().endswith("%"):
        return Fraction(part.strip()[:-1].strip()) / 100
    return Fraction(part)


class MoneyField(models.BigIntegerField):
    """A column of fen whose attribute is Money. Sums in SQL are exact on every database and come back as Money."""

    description = "Money"

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Money | None:
        return None if value is None else Money(int(value))

    def to_python(self, value: Any) -> Money | None:
        if value is None or isinstance(value, Money):
            return value
        if isinstance(value, str) and not value.strip():
            return None
        try:
            return Money.yuan(value)
        except (ValueError, TypeError):
            raise ValidationError(
                _("Enter an amount with at most two decimals, such as 1,234.56."), code="invalid"
            ) from None

    def get_prep_value(self, value: Any) -> int | None:
        """Money, None, or 0, which is nothing in any unit. All else is refused, so that nobody mistakes fen for yuan."""
        if isinstance(value, Money):
            return value.fen
        if value is None or (type(value) is int and value == 0):
            return value
        if hasattr(value, "resolve_expression"):
            return value
        raise TypeError(f"{self.name} takes Money, not {value!r}")

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    @property
    def validators(self) -> list[Any]:
        return []  # the limits of a big integer speak of int, not of Money

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": MoneyFormField, **kwargs})


class MoneyFormField(forms.CharField):
    """An amount in yuan as people write it: 1234.5, 1,234.56, ¥8. Cleans to Money, or None when empty.

    minimum, maximum: Money, inclusive.
    """

    def __init__(self, *, minimum: Money | None = None, maximum: Money | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)
        self.minimum, self.maximum = minimum, maximum

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Money):
            return value
        written = super().to_python(value)
        if not written:
            return None
        try:
            return Money.yuan(written)
        except ValueError:
            raise ValidationError(
                _("Enter an amount with at most two decimals, such as 1,234.56."), code="invalid"
            ) from None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        if isinstance(value, Money):
            if self.minimum is not None and value < self.minimum:
                raise ValidationError(
                    _("At least %(limit)s."), params={"limit": self.minimum}, code="minimum"
                )
            if self.maximum is not None and value > self.maximum:
                raise ValidationError(_("At most %(limit)s."), params={"limit": self.maximum}, code="maximum")

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Money) else value
