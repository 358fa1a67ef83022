from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.enums import CandidateState


class Candidate(models.Model):
    """A question that is asked again and again and has no article. ``source`` is the asking context's own name of it."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    source = models.CharField(max_length=80)
    title = models.CharField(_("question"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=CandidateState, default=CandidateState.OPEN)
    count = models.PositiveIntegerField(_("times asked"), default=0)
    examples = models.JSONField(default=list)  # numbers of requests
    article = models.ForeignKey("knowledge.Article", models.SET_NULL, null=True, related_name="candidates", verbose_name=_("article"))  # fmt: skip
    found_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    company_id: int

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [models.UniqueConstraint(fields=["company", "source"], name="candidate_source_once")]
        indexes = [models.Index(fields=["company", "state", "-count"], name="candidate_by_count")]  # the list

    def __str__(self) -> str:
        return self.title
