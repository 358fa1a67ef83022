from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import OfferState

OPEN = models.Q(state=OfferState.OPEN)


class Offer(models.Model):
    """A request is offered to one of the best for a time; the first who claims it has it.

    ``round`` counts how often it was passed on; nobody is offered the same request twice.
    """

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="offers")
    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("offered to"))
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.OPEN)
    points = models.FloatField(_("points"), default=0)
    reasons = models.JSONField(_("reasons"), default=list)
    offered_at = models.DateTimeField(_("offered"))
    expires_at = models.DateTimeField(_("until"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    request_id: int
    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="offered_once")]
        indexes = [
            models.Index(fields=["person", "expires_at"], condition=OPEN, name="offer_to_me"),
            models.Index(fields=["request", "round"], condition=OPEN, name="offer_open"),
        ]

    def __str__(self) -> str:
        return f"{self.request} → {self.person}?"
