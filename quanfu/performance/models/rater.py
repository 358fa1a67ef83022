from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.performance.enums import Group


class GroupRater(models.Model):
    """Who rates for a group in the whole company: heads of marketing and production (COL-9).

    Department heads come from the unit tree and peers from the unit itself, so they have no row here.
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    group = models.CharField(_("rater group"), max_length=16, choices=Group)
    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("person"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "group", "person"], name="group_rater_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.person}"
