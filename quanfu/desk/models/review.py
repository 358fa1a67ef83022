from django.db import models
from django.utils.translation import gettext_lazy as _


class Review(models.Model):
    """The judgement whether a request is reasonable and feasible (REQ-4). Approved only when both are yes."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="reviews")
    reasonable = models.BooleanField(_("reasonable"))
    feasible = models.BooleanField(_("feasible"))
    approved = models.BooleanField(_("approved"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        indexes = [models.Index(fields=["request", "at"], name="review_by_request")]

    def __str__(self) -> str:
        return str(self.approved)


class Explanation(models.Model):
    """A refusal was explained to the customer (REQ-5)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="explanations")
    way = models.CharField(_("way"), max_length=8)
    text = models.TextField(_("what was said"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return self.text[:60]
