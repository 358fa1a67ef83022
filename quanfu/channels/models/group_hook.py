from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import HookKind


class GroupHook(models.Model):
    """A robot of a work group (WeCom, DingTalk, Feishu) that is told what happens to requests (COL-2).

    ``events``: names of the events it is told. Messages carry number, state and unit, never what would name a customer.
    ``url`` holds the robot's key and is shown to nobody but whoever may change it; ``sealed`` the secret with which robots of
    DingTalk and Feishu want messages signed, where they do.
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    kind = models.CharField(_("kind"), max_length=8, choices=HookKind, default=HookKind.WECOM)
    name = models.CharField(_("work group"), max_length=60)
    url = models.URLField(_("address of the robot"), max_length=500)
    sealed = models.TextField(blank=True)
    events = models.JSONField(_("told of"), default=list)
    is_active = models.BooleanField(_("in use"), default=True)
    sent_at = models.DateTimeField(_("last message"), null=True)
    error = models.CharField(_("what the server said"), max_length=300, blank=True)
    company_id: int

    class Meta:
        verbose_name = _("work group")
        verbose_name_plural = _("work groups")

    def __str__(self) -> str:
        return self.name
