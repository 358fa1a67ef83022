from django.db import models
from django.utils.translation import gettext_lazy as _


class Citation(models.Model):
    """An article of the library was used to answer a request; counted once, when the request closes (INT-11)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="citations")
    article = models.ForeignKey(
        "knowledge.Article", models.PROTECT, related_name="+", verbose_name=_("article")
    )
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    is_counted = models.BooleanField(default=False)
    article_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "article"], name="citation_once")]

    def __str__(self) -> str:
        return str(self.article)
