from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind
from quanfu.desk.enums import Kind


class Macro(models.Model):
    """A named series of acts on a request. ``steps``: [{"act": "priority", "value": 1}, …], see queries/steps.py."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    steps = models.JSONField(_("steps"), default=list)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="macro_name_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class ReplyTemplate(models.Model):
    """A reply to begin with, with fields such as {{contact_name}}; for all requests or those of a type, kind or channel."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=60)
    shortcut = models.SlugField(_("shortcut text"), max_length=20, blank=True, allow_unicode=True)
    text = models.TextField(_("text"), max_length=5000)
    text_en = models.TextField(_("English text"), max_length=5000, blank=True)
    service_type = models.ForeignKey("desk.ServiceType", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service type"))  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=ChannelKind, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int
    service_type_id: int | None

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="reply_template_name_once"),
            models.UniqueConstraint(
                fields=["company", "shortcut"], condition=~Q(shortcut=""), name="reply_template_shortcut_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
