"""The rater's form: one row for each person to rate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from quanfu.performance.models import RaterSeat
from quanfu.performance.queries.indicators import Indicators


@dataclass(frozen=True)
class Row:
    seat: RaterSeat
    maximum: Decimal
    facts: Indicators
    points: BoundField | None  # None once the sheet is computed
    remark: BoundField | None


class RatingForm(forms.Form):
    """points_<seat> and remark_<seat> for every seat that can still be rated. Empty points leave a person unrated."""

    def __init__(
        self, *args: Any, seats: Sequence[RaterSeat], maxima: Mapping[tuple[int, str], Decimal],
        facts: Mapping[int, Indicators], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.seats, self.maxima, self.facts = seats, maxima, facts
        for seat in seats:
            if not seat.sheet.is_unsettled:
                continue
            rating, maximum = getattr(seat, "rating", None), maxima[seat.sheet_id, seat.group]
            self.fields[f"points_{seat.pk}"] = forms.DecimalField(
                label=_("Points"), required=False, min_value=0, max_value=maximum, max_digits=5, decimal_places=2,
                initial=rating.points.normalize() + 0 if rating else None,
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal", "placeholder": "0"}),
            )  # fmt: skip
            self.fields[f"remark_{seat.pk}"] = forms.CharField(
                label=_("Comment"), required=False, max_length=300, initial=rating.remark if rating else ""
            )

    def rows(self) -> Iterator[Row]:
        for seat in self.seats:
            open_ = f"points_{seat.pk}" in self.fields
            yield Row(
                seat, self.maxima[seat.sheet_id, seat.group], self.facts[seat.sheet.person_id],
                self[f"points_{seat.pk}"] if open_ else None, self[f"remark_{seat.pk}"] if open_ else None,
            )  # fmt: skip

    def given(self) -> list[tuple[RaterSeat, Decimal, str]]:
        """(seat, points, remark) of every row that was filled in."""
        found = []
        for seat in self.seats:
            points = self.cleaned_data.get(f"points_{seat.pk}")
            if points is not None:
                found.append((seat, points, self.cleaned_data.get(f"remark_{seat.pk}", "")))
        return found
