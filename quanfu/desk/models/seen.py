from django.db import models
from django.utils.translation import gettext_lazy as _


class Seen(models.Model):
    """When a person last looked at a request of theirs: what happened after it is new to them."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="+", db_index=False)
    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "request"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.request} {self.at}"
