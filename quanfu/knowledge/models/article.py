from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.enums import ArticleKind


class Article(models.Model):
    """A question that comes again and again, with its answer.

    Question, answer, topic and reach are those of the published version; before the first one is published (``version``
    0) those of the draft, and nobody but its writers sees them. ``uses``: closed requests that were answered with it.
    Changes of the text go through versions (quanfu.knowledge.actions.version).
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    topic = models.ForeignKey("knowledge.Topic", models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("topic"))  # fmt: skip
    kind = models.CharField(_("kind"), max_length=8, choices=ArticleKind, default=ArticleKind.FAQ)
    title = models.CharField(_("question"), max_length=120)
    title_en = models.CharField(_("question in English"), max_length=120, blank=True)
    body = models.TextField(_("answer"), max_length=10000)
    body_en = models.TextField(_("answer in English"), max_length=10000, blank=True)
    words = models.CharField(_("other words for it"), max_length=300, blank=True)
    is_public = models.BooleanField(_("customers may read it"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    published_at = models.DateTimeField(_("published"), null=True)
    owner = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))  # fmt: skip
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    reminded_on = models.DateField(null=True)
    uses = models.PositiveIntegerField(_("times used"), default=0)
    helpful = models.PositiveIntegerField(_("found helpful"), default=0)
    unhelpful = models.PositiveIntegerField(_("found not helpful"), default=0)
    updated_at = models.DateTimeField(_("last change"))
    company_id: int
    topic_id: int | None
    owner_id: int | None

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [models.UniqueConstraint(fields=["company", "title"], name="article_title_once")]
        indexes = [
            models.Index(fields=["company", "-uses", "title"], name="article_by_use"),  # what agents choose from
            models.Index(fields=["company", "topic"], name="article_by_topic"),  # a chapter
            models.Index(fields=["review_on"], name="article_by_review"),  # whose owner is reminded
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title

    @property
    def text(self) -> str:
        """The answer in the reader's language, where there is one; Markdown."""
        return self.body_en if self.body_en and get_language() == "en" else self.body

    @property
    def is_published(self) -> bool:
        return self.version > 0 and self.is_active

    def is_overdue(self, on: date) -> bool:
        """Whether the day on which it was to be looked at again has come."""
        return self.is_active and self.review_on is not None and self.review_on <= on
