from django.db import models
from django.utils.translation import gettext_lazy as _


class Extension(models.Model):
    """A number inside a telephone system and who sits at it: whose screen shows a call that rings there, whose telephone
    rings first when they dial from a page."""

    channel = models.ForeignKey(
        "channels.Channel", models.CASCADE, related_name="+", verbose_name=_("telephone system")
    )
    number = models.CharField(_("extension"), max_length=24)
    person = models.ForeignKey(
        "org.Person", models.CASCADE, related_name="+", verbose_name=_("who sits there")
    )
    channel_id: int
    person_id: int

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(fields=["channel", "number"], name="extension_once"),
            models.UniqueConstraint(fields=["channel", "person"], name="one_extension_a_person"),
        ]

    def __str__(self) -> str:
        return self.number
