from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import Way
from quanfu.quality.enums import OPEN, ImprovementState, Origin


class Improvement(models.Model):
    """Something that is to become better, with what it came from. ``is_product``: it stands in the product list (FBK-17)."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("what is to improve"), max_length=200)
    text = models.TextField(_("description"), blank=True)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin, default=Origin.OWN)
    is_product = models.BooleanField(_("concerns the product"), default=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ImprovementState, default=ImprovementState.FOUND
    )
    failure_point = models.ForeignKey(
        "desk.FailurePoint", models.PROTECT, null=True, related_name="+", verbose_name=_("failure point")
    )
    owner = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    found_at = models.DateTimeField(_("found"))
    result = models.TextField(_("result"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    company_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["failure_point"], condition=models.Q(state__in=OPEN), name="one_open_prevention"
            )
        ]
        indexes = [models.Index(fields=["company", "state", "-found_at"], name="improvement_by_company")]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """A request whose complaint or feedback an improvement came from; its customer is told when it is done."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="sources")
    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="+")
    feedback = models.ForeignKey("desk.Feedback", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["improvement", "request"], name="improvement_source_once")
        ]

    def __str__(self) -> str:
        return str(self.request)


class Notice(models.Model):
    """A customer is to be told what their complaint or opinion has changed (FBK-16)."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="notices")
    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="+")
    way = models.CharField(_("way"), max_length=8, choices=Way, blank=True)
    text = models.TextField(_("what the customer was told"), blank=True)
    told_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(_("told"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["improvement", "request"], name="notice_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(told_at=None), name="notice_open")]

    def __str__(self) -> str:
        return f"{self.improvement} → {self.request}"
