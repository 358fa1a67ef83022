from django.db import models
from django.utils.translation import gettext_lazy as _


class Rating(models.Model):
    """Whether an article helped a reader; one a reader, who may change it. ``reader``: "person 12" or "visitor <digest>"."""

    article = models.ForeignKey("knowledge.Article", models.CASCADE, related_name="ratings")
    version = models.PositiveIntegerField(_("version"))
    reader = models.CharField(max_length=60)
    is_helpful = models.BooleanField(_("helpful"))
    text = models.CharField(_("in words"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "reader"], name="rating_once_a_reader")]

    def __str__(self) -> str:
        return f"{self.article} {'+' if self.is_helpful else '-'}"
