from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Article(models.Model):
    """A question that comes again and again, with its answer. ``uses``: closed requests that were answered with it."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    title = models.CharField(_("question"), max_length=120)
    title_en = models.CharField(_("question in English"), max_length=120, blank=True)
    body = models.TextField(_("answer"), max_length=10000)
    body_en = models.TextField(_("answer in English"), max_length=10000, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    uses = models.PositiveIntegerField(_("times used"), default=0)
    updated_at = models.DateTimeField(_("last change"))
    company_id: int

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [models.UniqueConstraint(fields=["company", "title"], name="article_title_once")]
        indexes = [
            models.Index(fields=["company", "-uses", "title"], name="article_by_use")
        ]  # what agents choose from

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title

    @property
    def text(self) -> str:
        """The answer in the reader's language, where there is one."""
        return self.body_en if self.body_en and get_language() == "en" else self.body
