from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.core.money import Money, MoneyField


class Salary(models.Model):
    """What a person earns in a month from ``since`` on, gross. ``is_rated``: a part of it follows the appraisal."""

    person = models.ForeignKey(
        "org.Person", models.PROTECT, related_name="salaries", verbose_name=_("person")
    )
    total: "models.Field[Money, Money]" = MoneyField(_("total pay a month"))
    since = models.DateField(_("since"))
    is_rated = models.BooleanField(_("paid by appraisal"), default=True)
    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "since"], name="salary_once"
            ),  # also: the one in force on a day
            models.CheckConstraint(condition=models.Q(total__gte=0), name="salary_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.since}"
