from django.db import models
from django.utils.translation import gettext_lazy as _


class TalkSeat(models.Model):
    """Somebody takes chats now: the row is there while they do. Who lets one wait unanswered loses it."""

    person = models.OneToOneField("org.Person", models.CASCADE, related_name="+", verbose_name=_("agent"))
    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    since = models.DateTimeField(_("since"))
    company_id: int
    person_id: int

    class Meta:
        verbose_name = _("chat seat")
        verbose_name_plural = _("chat seats")

    def __str__(self) -> str:
        return str(self.person)
