from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import NoteKind


class Note(models.Model):
    """A line of the conversation: a private note, a reply, a call, or the customer's own words."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=8, choices=NoteKind)
    text = models.TextField(_("text"))
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    author = models.CharField(_("author"), max_length=80)
    at = models.DateTimeField(_("at"))
    files = models.ManyToManyField("core.StoredFile", related_name="+")
    request_id: int
    by_id: int | None

    class Meta:
        indexes = [models.Index(fields=["request", "at", "id"], name="note_timeline")]

    def __str__(self) -> str:
        return self.text[:60]
