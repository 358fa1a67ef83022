"""Numbers people say on the telephone: FW-20261121-0007."""

from datetime import datetime

from django.utils import timezone

from quanfu.core.models.number import NumberSeries


def next_number(series: str, at: datetime | None = None, *, gapless: bool = False) -> str:
    day = timezone.localdate(at)
    row, _ = NumberSeries.objects.get_or_create(series=series, day=day, defaults={"last": 0})
    row.last = (row.last or 0) + 1
    row.save()
    return f"{series}-{day:%Y%m%d}-{row.last:04d}"
