from django.db import models
from django.utils.translation import gettext_lazy as _


class SmsTemplate(models.Model):
    """A text that the SMS provider has approved, with places such as {name} where the words differ.

    What goes out is compared with it: the text that was written by it is sent under its code, whatever caused it.
    """

    channel = models.ForeignKey(
        "channels.Channel", models.CASCADE, related_name="+", verbose_name=_("channel")
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    text = models.CharField(_("text"), max_length=1000)
    is_active = models.BooleanField(_("in use"), default=True)
    channel_id: int

    class Meta:
        verbose_name = _("SMS template")
        verbose_name_plural = _("SMS templates")
        constraints = [models.UniqueConstraint(fields=["channel", "code"], name="sms_template_once")]

    def __str__(self) -> str:
        return self.name
