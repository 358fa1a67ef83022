from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import NoteKind


class Draft(models.Model):
    """What a person has begun to write on a request: one for each mode, gone when it is sent."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="+")
    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="drafts")
    mode = models.CharField(_("kind"), max_length=8, choices=NoteKind)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "request", "mode"], name="draft_once")]
        indexes = [models.Index(fields=["person", "-at"], name="draft_by_person")]

    def __str__(self) -> str:
        return self.text[:60]
