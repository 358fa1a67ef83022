from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind


class Channel(models.Model):
    """A way in for customers, with its number or address and hours (INT-1)."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind)
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("number or address"), max_length=120, blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    greeting = models.CharField(
        _("greeting"), max_length=300, blank=True, help_text=_("what the agent says first")
    )
    script = models.TextField(
        _("script"), blank=True, help_text=_("what to ask, in order; shown beside the call form")
    )
    is_public = models.BooleanField(_("shown to customers"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    owner = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )

    company_id: int

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="channel_code_once")]

    def __str__(self) -> str:
        return self.name
