from django.db import models


class Allowance(models.Model):
    """How often one network address has done one thing in one hour. ``address`` is a keyed digest, not the address."""

    kind = models.CharField(max_length=16)
    address = models.CharField(max_length=40)
    hour = models.DateTimeField()
    spent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "address", "hour"], name="allowance_once")]
        indexes = [models.Index(fields=["hour"], name="allowance_by_hour")]  # forgetting old ones

    def __str__(self) -> str:
        return f"{self.kind} {self.spent}"
