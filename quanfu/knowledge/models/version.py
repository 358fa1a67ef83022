from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.enums import VersionState


class Version(models.Model):
    """The text of an article as somebody wrote it and somebody else approved it. ``number`` counts within the article.

    Of each article at most one version is published, and at most one is being written or reviewed.
    """

    article = models.ForeignKey("knowledge.Article", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    topic = models.ForeignKey("knowledge.Topic", models.PROTECT, null=True, related_name="+", verbose_name=_("topic"))  # fmt: skip
    title = models.CharField(_("question"), max_length=120)
    title_en = models.CharField(_("question in English"), max_length=120, blank=True)
    body = models.TextField(_("answer"), max_length=10000)
    body_en = models.TextField(_("answer in English"), max_length=10000, blank=True)
    words = models.CharField(_("other words for it"), max_length=300, blank=True)
    is_public = models.BooleanField(_("customers may read it"), default=False)
    files = models.ManyToManyField("core.StoredFile", related_name="+")
    reason = models.CharField(_("what was changed and why"), max_length=300, blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("written by"))  # fmt: skip
    at = models.DateTimeField(_("written"))
    submitted_at = models.DateTimeField(_("sent for review"), null=True)
    decided_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by"))  # fmt: skip
    decided_at = models.DateTimeField(_("reviewed"), null=True)
    remark = models.CharField(_("remark of the review"), max_length=500, blank=True)
    article_id: int
    by_id: int | None

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["article"], condition=models.Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(fields=["article"], condition=models.Q(state__in=["draft", "review"]), name="one_open_version"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="version_to_review")
        ]  # the review queue

    def __str__(self) -> str:
        return f"{self.label} · {self.number}"

    @property
    def label(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title

    @property
    def company_id(self) -> int:
        return self.article.company_id
