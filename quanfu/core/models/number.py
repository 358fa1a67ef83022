"""Where the numbers of a series stand on a day."""

from django.db import models


class NumberSeries(models.Model):
    """``last``: the last number given by counting in this row (SQLite; gapless series). ``base``: where the native
    sequence of the series stood when the day began (PostgreSQL); a row has one or the other."""

    series = models.CharField(max_length=16)
    day = models.DateField()
    last = models.PositiveBigIntegerField(null=True)
    base = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "day"], name="core_numberseries_once"),
            models.CheckConstraint(
                condition=models.Q(last__isnull=True) ^ models.Q(base__isnull=True),
                name="core_numberseries_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.day}"
