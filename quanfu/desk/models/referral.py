from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import ReferralEnd


class Referral(models.Model):
    """A complaint or an opinion was passed to a department, with the step it has to take and a date.

    ``person`` answers for it and changes when it climbs (CMP-13); ``level`` counts the climbing from 1. ``next_at`` is
    when it climbs again, empty when nobody stands above. ``due_at`` stays the first date.
    """

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="referrals")
    from_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("from"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    person = models.ForeignKey(
        "org.Person", models.PROTECT, related_name="+", verbose_name=_("answered for by")
    )
    step = models.TextField(_("what it has to do"))
    by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("passed by")
    )
    at = models.DateTimeField(_("at"))
    due_at = models.DateTimeField(_("due"))
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    next_at = models.DateTimeField(null=True)
    end = models.CharField(_("end"), max_length=8, choices=ReferralEnd, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    ended_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    request_id: int
    unit_id: int
    from_unit_id: int
    person_id: int

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ended_at=None) | models.Q(next_at=None), name="ended_referral_rests")
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["next_at"], condition=~models.Q(next_at=None), name="referral_next"
            ),  # the job
            models.Index(
                fields=["person", "due_at"], condition=models.Q(ended_at=None), name="referral_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} → {self.unit}"
