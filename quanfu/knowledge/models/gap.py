from django.db import models
from django.utils.translation import gettext_lazy as _


class Gap(models.Model):
    """Words that were looked for and not found, and how often since it was last dealt with. No personal data."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    words = models.CharField(_("words looked for"), max_length=60)
    count = models.PositiveIntegerField(_("times"), default=0)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    article = models.ForeignKey("knowledge.Article", models.SET_NULL, null=True, related_name="gaps", verbose_name=_("article"))  # fmt: skip
    dismissed_at = models.DateTimeField(null=True)
    company_id: int

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        constraints = [models.UniqueConstraint(fields=["company", "words"], name="gap_words_once")]
        indexes = [models.Index(fields=["company", "-count"], name="gap_by_count")]  # the report

    def __str__(self) -> str:
        return self.words
