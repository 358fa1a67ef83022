from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import LimitKind


class Breach(models.Model):
    """A channel's limit for answering that was not kept (INT-6). ``source_key`` names the call, chat or mail, once.

    ``most`` and ``took`` are in the limit's own unit (rings, seconds, hours); ``took`` None: not answered yet.
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="+", verbose_name=_("channel")
    )
    kind = models.CharField(_("limit"), max_length=8, choices=LimitKind)
    source_key = models.CharField(max_length=80)
    most = models.PositiveIntegerField(_("allowed"))
    took = models.PositiveIntegerField(_("took"), null=True)
    request_number = models.CharField(_("request"), max_length=24, blank=True)
    at = models.DateTimeField(_("at"))
    company_id: int
    channel_id: int

    class Meta:
        verbose_name = _("limit not kept")
        verbose_name_plural = _("limits not kept")
        constraints = [models.UniqueConstraint(fields=["channel", "kind", "source_key"], name="breach_once")]
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="breach_list"),
            models.Index(fields=["channel", "at"], name="breach_by_channel"),
        ]

    def __str__(self) -> str:
        return self.request_number or self.source_key
