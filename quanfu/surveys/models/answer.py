from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.surveys.enums import AnswerWay


class Answer(models.Model):
    """The rating of one request, given once (EVA-15), credited to ``person``, who handled it, and to their request's unit.

    items: {item code: points}; score: their average, two decimals. What the customer changes later stands in changes.
    """

    invitation = models.OneToOneField("surveys.Invitation", models.CASCADE, related_name="answer")
    request = models.OneToOneField(
        "desk.Request", models.PROTECT, related_name="+", verbose_name=_("request")
    )
    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("handled by")
    )
    score = models.DecimalField(_("score"), max_digits=3, decimal_places=2)
    items = models.JSONField(_("points"), default=dict)
    text = models.TextField(_("in words"), blank=True)
    way = models.CharField(_("way"), max_length=8, choices=AnswerWay)
    author = models.CharField(_("taken by"), max_length=80)
    at = models.DateTimeField(_("at"))
    unit_id: int
    person_id: int | None

    company_id: int

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(condition=models.Q(score__range=(1, 5)), name="answer_score_1_to_5")
        ]
        indexes = [
            models.Index(fields=["person", "at"], name="answer_by_person"),  # a person's ratings of a period
            models.Index(
                fields=["unit", "at", "score"], name="answer_by_unit"
            ),  # satisfaction of units in a period
            models.Index(fields=["company", "-at", "-id"], name="answer_list"),  # the ratings page
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.score}"


class AnswerChange(models.Model):
    """The customer used the link again and rated differently. ``counted``: whether the answer took the new values over.

    old, new: {"score": "4.33", "items": {code: points}, "text": …}.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="changes")
    old = models.JSONField()
    new = models.JSONField()
    counted = models.BooleanField(default=False)
    author = models.CharField(_("by"), max_length=80)
    way = models.CharField(_("way"), max_length=8, choices=AnswerWay)
    at = models.DateTimeField(_("at"))

    class Meta:
        indexes = [models.Index(fields=["answer", "id"], name="answer_changes")]  # the history of a rating

    def __str__(self) -> str:
        return f"{self.old.get('score')} → {self.new.get('score')}"
