from django.db import models
from django.utils.translation import gettext_lazy as _


class Token(models.Model):
    """Lets a program act as a person. Only the SHA-256 of the token is kept."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="+", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True)
    note = models.CharField(_("used by"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    last_used_on = models.DateField(_("last used"), null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.note}"


class IdempotencyKey(models.Model):
    """The answer given to a program's request, so that the same request sent again gets the same answer and does nothing."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["at"], name="idempotency_key_age")]  # pruning

    def __str__(self) -> str:
        return self.key
