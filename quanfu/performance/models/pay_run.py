from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quanfu.core.money import Money, MoneyField

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class PayRun(models.Model):
    """The pay of a company for one month, made once and never changed."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    period = models.CharField(_("month"), max_length=7)
    starts_on = models.DateField()
    ends_on = models.DateField()
    base_share = models.CharField(_("share of base pay"), max_length=20)
    at = models.DateTimeField(_("made"))
    by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    company_id: int
    lines: "RelatedManager[PayLine]"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "period"], name="pay_run_once")
        ]  # also: the list by month

    def __str__(self) -> str:
        return self.period


class PayLine(models.Model):
    """One person's pay in a run. All amounts gross; kept as computed, so that later rules change nothing.

    ``sheet`` and ``score`` are empty for people who are not paid by appraisal: then all is base pay.
    """

    run = models.ForeignKey(PayRun, models.CASCADE, related_name="lines")
    person = models.ForeignKey(
        "org.Person", models.PROTECT, related_name="pay_lines", verbose_name=_("person")
    )
    sheet = models.ForeignKey("performance.Sheet", models.PROTECT, null=True, related_name="pay_lines")
    total: "models.Field[Money, Money]" = MoneyField(_("total pay"))
    base: "models.Field[Money, Money]" = MoneyField(_("base pay"))
    part: "models.Field[Money, Money]" = MoneyField(_("performance part"))
    score = models.DecimalField(_("total score"), max_digits=5, decimal_places=2, null=True)
    performance_pay: "models.Field[Money, Money]" = MoneyField(_("performance pay"))
    sum: "models.Field[Money, Money]" = MoneyField(_("sum"))
    person_id: int
    sheet_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="pay_line_once"),
            models.CheckConstraint(condition=Q(total=F("base") + F("part")), name="pay_parts_make_total"),
            models.CheckConstraint(
                condition=Q(sum=F("base") + F("performance_pay")), name="pay_line_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(sheet=None, score=None) | Q(sheet__isnull=False, score__isnull=False),
                name="pay_score_has_sheet",
            ),
        ]
        indexes = [models.Index(fields=["person", "-run"], name="pay_by_person")]  # my pay

    def __str__(self) -> str:
        return f"{self.run} {self.person}"
