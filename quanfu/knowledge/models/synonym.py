from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """Words that mean the same when something is looked for, with commas between: 退费, 退款, 退钱."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    words = models.CharField(_("words that mean the same"), max_length=300)
    company_id: int

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        constraints = [models.UniqueConstraint(fields=["company", "words"], name="synonym_once")]

    def __str__(self) -> str:
        return self.words

    @property
    def each(self) -> list[str]:
        return self.words.split(", ")
