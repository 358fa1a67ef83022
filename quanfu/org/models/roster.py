from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.Model):
    """A person is on duty from ``start`` to ``end``."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="duties", verbose_name=_("person"))
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("to"))

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="duty_ends_after_start"
            ),
            models.UniqueConstraint(fields=["person", "start"], name="duty_once"),
        ]
        indexes = [models.Index(fields=["end", "start"], name="duty_at")]  # who is on duty now

    def __str__(self) -> str:
        return f"{self.person} {self.start:%m-%d %H:%M}"


class Absence(models.Model):
    """A person is away; their open work may go to the substitute."""

    person = models.ForeignKey(
        "org.Person", models.CASCADE, related_name="absences", verbose_name=_("person")
    )
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("to"))
    reason = models.CharField(_("reason"), max_length=120)
    substitute = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("substitute"))  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="absence_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["end", "start"], name="absence_at")]  # who is away now

    def __str__(self) -> str:
        return f"{self.person} {self.reason}"
