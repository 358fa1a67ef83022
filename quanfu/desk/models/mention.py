from django.db import models


class Mention(models.Model):
    """A colleague was called into a private note by @name."""

    note = models.ForeignKey("desk.Note", models.CASCADE, related_name="mentions")
    person = models.ForeignKey("org.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="mention_once")]
        indexes = [models.Index(fields=["person", "-at", "-id"], name="mention_by_person")]

    def __str__(self) -> str:
        return str(self.person)
