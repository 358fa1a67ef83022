from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.workorders.actions.order import PlannedStep

FIELDS = ("title", "starts_at", "ends_at", "resources")
MOST = 30


class PlanForm(forms.Form):
    """The steps of a plan, a line each; lines without a name are left out. ``cleaned_data["steps"]``: PlannedStep.

    ``lines``: what stands in them at first. ``more``: empty lines below.
    """

    def __init__(self, data: Any = None, *, lines: Sequence[PlannedStep | str] = (), more: int = 2) -> None:
        super().__init__(data)
        self.size = min(MOST, self._posted() if data is not None else len(lines) + more)
        for number in range(self.size):
            line = lines[number] if number < len(lines) else None
            self._add_line(number, PlannedStep(line, None, None) if isinstance(line, str) else line)  # type: ignore[arg-type]

    def _posted(self) -> int:
        return next((n for n in range(MOST, 0, -1) if f"title_{n - 1}" in self.data), 1)

    def _add_line(self, number: int, line: PlannedStep | None) -> None:
        moment = forms.DateTimeField(
            label=gettext_lazy("From"), required=False, initial=line.starts_at if line else None
        )
        self.fields[f"title_{number}"] = forms.CharField(
            label=gettext_lazy("Step"), max_length=120, required=False, initial=line.title if line else None
        )
        self.fields[f"starts_at_{number}"] = moment
        self.fields[f"ends_at_{number}"] = forms.DateTimeField(
            label=gettext_lazy("To"), required=False, initial=line.ends_at if line else None
        )
        self.fields[f"resources_{number}"] = forms.CharField(
            label=gettext_lazy("Tools, parts, people"),
            max_length=200,
            required=False,
            initial=line.resources if line else None,
        )

    def lines(self) -> Iterator[list[BoundField]]:
        """The fields of each line, for the page."""
        for number in range(self.size):
            yield [self[f"{name}_{number}"] for name in FIELDS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["steps"] = [step for number in range(self.size) if (step := self._line(data, number))]
        return data

    def _line(self, data: dict[str, Any], number: int) -> PlannedStep | None:
        title = str(data.get(f"title_{number}") or "").strip()
        times: list[datetime | None] = [data.get(f"{name}_{number}") for name in ("starts_at", "ends_at")]
        if not title:
            if any(times) or data.get(f"resources_{number}"):
                self.add_error(f"title_{number}", _("Name the step."))
            return None
        for name, value in zip(("starts_at", "ends_at"), times, strict=True):
            if value is None and f"{name}_{number}" not in self.errors:
                self.add_error(f"{name}_{number}", _("Give the time."))
        start, end = times
        if start is None or end is None:
            return None
        if end <= start:
            self.add_error(f"ends_at_{number}", _("This is before the step begins."))
            return None
        return PlannedStep(title, start, end, str(data.get(f"resources_{number}") or ""))
