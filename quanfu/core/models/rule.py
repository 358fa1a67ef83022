"""Dated settings: what a limit, rate or weight is from a day on."""

from django.db import models


class Rule(models.Model):
    """The value of one setting from ``since`` until the next row of the same code. Rows of the past are never changed.

    ``company`` is the id of an org.Unit, without a foreign key because org stands on a higher floor; null is every
    company that has no row of its own.
    """

    code = models.CharField(max_length=80)
    company = models.PositiveBigIntegerField(null=True, blank=True)
    since = models.DateField()
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "company", "since"], name="core_rule_once",
                condition=models.Q(company__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["code", "since"], name="core_rule_once_all", condition=models.Q(company__isnull=True)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.since}"


class Version(models.Model):
    """A counter that moves with every change of a small table, so that processes know their copy is stale."""

    name = models.CharField(max_length=32, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
