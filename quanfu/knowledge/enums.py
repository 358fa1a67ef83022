from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleKind(models.TextChoices):
    """What an article is: an answer, a lesson that was paid for, or a way of working that has proved itself."""

    FAQ = "faq", _("Question and answer")
    CASE = "case", _("Case")
    PRACTICE = "practice", _("Proven practice")


class VersionState(models.TextChoices):
    """draft → review → published → replaced; a reviewer may send a version back to its author."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Superseded")


class CandidateState(models.TextChoices):
    OPEN = "open", _("Proposed")
    WRITTEN = "written", _("Article written")
    DISMISSED = "dismissed", _("Not needed")
