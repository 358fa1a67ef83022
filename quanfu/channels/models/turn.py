from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import Author


class Turn(models.Model):
    """One thing said in a talk. ``seq`` counts within the talk from 1 without gaps: who has them all up to n lacks nothing.

    ``nonce``: the widget's own name for it, by which a turn that is sent twice is known. ``data``: what stands with it,
    such as the robot's sources, or the line of the request's conversation that said it.
    """

    talk = models.ForeignKey("channels.Talk", models.CASCADE, related_name="turns", verbose_name=_("talk"))
    seq = models.PositiveIntegerField()
    author = models.CharField(_("author"), max_length=8, choices=Author)
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("text"))
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")
    data = models.JSONField(null=True)
    nonce = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(_("at"))
    talk_id: int
    person_id: int | None

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        constraints = [
            models.UniqueConstraint(fields=["talk", "seq"], name="turn_in_order"),
            models.UniqueConstraint(
                fields=["talk", "nonce"], condition=~models.Q(nonce=""), name="turn_said_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
