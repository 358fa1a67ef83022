import secrets
from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind, ChannelState
from quanfu.core.sealed import unseal

BROKEN = "broken"  # in ``memory``: why its connection could not be held the last time
LOST_AFTER = timedelta(seconds=45)  # without a sign of life its listener is gone, and another may take over


def new_key() -> str:
    return secrets.token_urlsafe(24)


class Channel(models.Model):
    """A way in for customers, with its number or address and hours (INT-1).

    ``settings`` and ``sealed`` are what the form of its kind's adapter asked for; ``key`` is the secret of the address of
    its call-backs. ``listener`` and ``alive_at``: who holds its connection and when that last gave a sign of life;
    ``memory``: where that has come to. The three are written without CHANNELS.changed().
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind)
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("number or address"), max_length=120, blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    calendar = models.ForeignKey(
        "core.WorkCalendar", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("open after calendar"),
        help_text=_("The calendar after which it is open; without one always"),
    )  # fmt: skip
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
    settings = models.JSONField(_("settings of its kind"), default=dict)
    sealed = models.TextField(blank=True)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    confirms = models.BooleanField(
        _("confirms by itself"),
        default=True,
        help_text=_("Who writes gets the number of the request at once"),
    )
    per_minute = models.PositiveSmallIntegerField(
        _("most messages a minute"), default=0, help_text=_("0: as many as there are")
    )
    state = models.CharField(_("state"), max_length=10, choices=ChannelState, default=ChannelState.OK)
    max_rings = models.PositiveSmallIntegerField(_("answered within rings"), default=3)
    max_seconds = models.PositiveSmallIntegerField(_("first chat reply within seconds"), default=60)
    max_hours = models.PositiveSmallIntegerField(_("mail answered within hours"), default=24)
    check_every_days = models.PositiveSmallIntegerField(
        _("tested every so many days"), default=7, help_text=_("0: never")
    )
    checked_at = models.DateTimeField(_("last tested"), null=True)
    listener = models.CharField(max_length=80, blank=True)
    alive_at = models.DateTimeField(_("last sign of life"), null=True)
    memory = models.JSONField(default=dict)

    company_id: int
    calendar_id: int | None
    owner_id: int | None

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="channel_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets of its settings, readable."""
        return unseal(self.sealed)

    def setting(self, name: str, default: Any = "") -> Any:
        """One of its settings, secret or not."""
        return self.secrets.get(name) or self.settings.get(name, default)

    @property
    def is_locked(self) -> bool:
        """Whether its secrets were sealed with another key than ours, so that they must be entered again."""
        return bool(self.sealed) and not self.secrets

    @property
    def hook_path(self) -> str:
        """Where its provider calls back."""
        return reverse("channels:hook.create", args=[self.key])
