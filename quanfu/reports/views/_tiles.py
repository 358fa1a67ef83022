"""The four tiles: value, target, change against the period before."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quanfu.reports.queries.figures import Target
from quanfu.reports.queries.overview import Overview
from quanfu.ui.formats import minutes


@dataclass(frozen=True)
class Tile:
    """``verdict``: reached or missed, with how far; empty without a value. ``change``: against the period before."""

    label: str
    icon: str
    value: Any
    unit: str
    target: str
    verdict: str
    is_reached: bool | None
    change: str
    is_better: bool | None
    notes: list[str]


def tiles(found: Overview) -> list[Tile]:
    now, before, targets = found.figures, found.before, found.targets
    counts = now.on_time
    return [
        _tile(_("Satisfied customers"), "smile", targets["satisfaction"], before.satisfaction, notes=[
            _("%(n)d ratings, average %(average)s") % {"n": now.ratings.count, "average": now.ratings.average or "—"}]),
        _tile(_("Time to first contact"), "phone-outgoing", targets["response"], _decimal(before.median), is_time=True, notes=[
            _("median; 9 of 10 within %(p90)s, mean %(mean)s") % {"p90": _said(now.p90), "mean": _said(now.response.mean)},
            _("from acceptance: median %(median)s") % {"median": _said(found.accepted.percentile(50))}]),
        _tile(_("Completed on time"), "circle-check", targets["completion"], before.completion, notes=[
            _("%(kept)d of %(due)d due") % {"kept": counts.kept, "due": counts.due}]),
        _tile(_("Complaint rate"), "megaphone", targets["complaints"], before.complaint_rate, notes=[
            _("%(complaints)d of %(requests)d requests") % {"complaints": now.volume.complaints, "requests": now.volume.requests}]),
    ]  # fmt: skip


def _tile(
    label: str, icon: str, target: Target, before: Decimal | None, *, notes: list[str], is_time: bool = False
) -> Tile:
    unit = "" if is_time else "%"
    wanted = _said(target.wanted) if is_time else f"{_short(target.wanted)}%"
    limit = _("target: at most %(wanted)s") if target.at_most else _("target: %(wanted)s")
    verdict = ""
    if target.gap is not None:
        gap = _said(target.gap, sign=True) if is_time else _signed(target.gap)
        verdict = (_("reached, %(gap)s") if target.is_reached else _("missed, %(gap)s")) % {"gap": gap}
    change, better = "", None
    if target.value is not None and before is not None:
        step = target.value - before
        change = _said(step, sign=True) if is_time else _signed(step)
        better = None if not step else (step < 0) == target.at_most
    value = "—" if target.value is None else _said(target.value) if is_time else _short(target.value)
    return Tile(
        label,
        icon,
        value,
        unit if target.value is not None else "",
        limit % {"wanted": wanted},
        verdict,
        target.is_reached,
        change,
        better,
        notes,
    )


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _short(value: Decimal) -> str:
    """Without zeros at the end: 92.5, 90."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{_short(abs(value))}"


def _said(value: Decimal | int | None, *, sign: bool = False) -> str:
    if value is None:
        return "—"
    text = str(minutes(abs(int(value)) if sign else int(value)))
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{text}" if sign else text


def more_tiles(found: Overview) -> list[tuple[str, Decimal | None, str, str, str | None]]:
    """(label, percent, icon, of what, where to) of the figures without a target (KPI-5, 6, 9, 10, FBK-14)."""
    s, visits, calls = found.solving, found.visits, found.calls
    of = _("%(part)d of %(whole)d requests")
    return [
        (_("Solved in the first contact"), s.first_contact_resolution, "zap", of % {"part": s.first_contact, "whole": s.received}, None),
        (_("Solved at all"), s.resolution, "circle-check-big", of % {"part": s.solved, "whole": s.received}, None),
        (_("Done the same day"), s.same_day_completion, "sun", of % {"part": s.same_day, "whole": s.received}, None),
        (_("Calls answered"), calls.rate, "phone-incoming", _("%(answered)d of %(calls)d in working hours") % {"answered": calls.answered, "calls": calls.calls}, None),
        (_("Return-visit rate"), visits.rate, "phone-forwarded", _("%(called)d of %(finished)d finished orders") % {"called": visits.called, "finished": visits.finished}, None),
    ]  # fmt: skip
