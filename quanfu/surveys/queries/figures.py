"""Satisfaction cut as reports need it, and the ratings of several people at once. One grouped statement each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Expression, F, Q

from quanfu.desk.queries.figures import Cut, Slice, bucket_of, key_of
from quanfu.surveys.models import Answer
from quanfu.surveys.queries.answer import Ratings, _figures, _grouped


def ratings_of_people(person_ids: Collection[int], start: datetime, end: datetime) -> dict[int, Ratings]:
    """Person id → their ratings with start ≤ at < end. People without ratings are absent."""
    return _grouped("person_id", Q(person__in=person_ids, at__gte=start, at__lt=end), end)


def satisfaction_cut(part: Slice, cut: Cut = Cut.WHOLE) -> dict[Any, Ratings]:
    """Key of the cut → ratings given in the slice."""
    return _cut(part, key_of(cut, "person_id", "request__"))


def satisfaction_by_time(part: Slice, borders: Sequence[datetime]) -> dict[int, Ratings]:
    """Number of the stretch between the borders → ratings given in it."""
    return _cut(part, bucket_of("at", borders))


def _cut(part: Slice, key: Expression | F) -> dict[Any, Ratings]:
    rows = Answer.objects.filter(part.where("at", "request__")).order_by().annotate(key=key).values("key")
    return {row.pop("key"): Ratings(**row) for row in rows.annotate(**_figures(part.end))}
