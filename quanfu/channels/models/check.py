from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelCheck(models.Model):
    """One regular test of a channel (INT-3): a task for the tester until ``done_at``.

    ``findings`` is what the machine tested by itself: [[well?, text], …].
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    channel = models.ForeignKey(
        "channels.Channel", models.CASCADE, related_name="+", verbose_name=_("channel")
    )
    tester = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("tester")
    )
    due_at = models.DateTimeField(_("due"))
    findings = models.JSONField(_("tested by itself"), default=list)
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("tested by")
    )
    is_good = models.BooleanField(_("works"), null=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    company_id: int
    channel_id: int

    class Meta:
        verbose_name = _("channel test")
        verbose_name_plural = _("channel tests")
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=models.Q(done_at=None), name="one_open_check"
            )
        ]
        indexes = [models.Index(fields=["company", "-due_at", "-id"], name="check_list")]

    def __str__(self) -> str:
        return str(self.channel)


class ChannelFault(models.Model):
    """A channel does not work: a task for its owner until ``mended_at`` (INT-3)."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    channel = models.ForeignKey(
        "channels.Channel", models.CASCADE, related_name="+", verbose_name=_("channel")
    )
    check_done = models.ForeignKey(ChannelCheck, models.CASCADE, null=True, related_name="+")
    owner = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("to be mended by")
    )
    text = models.CharField(_("what is wrong"), max_length=500)
    at = models.DateTimeField(_("found"))
    mended_at = models.DateTimeField(_("mended"), null=True)
    mended_by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("mended by")
    )
    result = models.CharField(_("what was done"), max_length=500, blank=True)
    company_id: int
    channel_id: int

    class Meta:
        verbose_name = _("channel fault")
        verbose_name_plural = _("channel faults")
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=models.Q(mended_at=None), name="one_open_fault"
            )
        ]
        indexes = [models.Index(fields=["company", "-at", "-id"], name="fault_list")]

    def __str__(self) -> str:
        return self.text[:60]
