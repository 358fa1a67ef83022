from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """A system message to one person (ASG-6). Texts are kept as sent."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="notifications")
    text = models.CharField(_("text"), max_length=300)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notification_list"),  # the bell's page
            models.Index(
                fields=["person"], condition=models.Q(read_at=None), name="notification_unread"
            ),  # the bell's count
        ]

    def __str__(self) -> str:
        return self.text
