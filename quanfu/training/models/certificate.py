from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CertificateKind(models.Model):
    """What a person can be certified for. ``months``: how long a certificate is valid unless it says otherwise."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    months = models.PositiveSmallIntegerField(_("valid for, months"), default=12)
    for_key_accounts = models.BooleanField(_("demanded for key accounts"), default=False)
    company_id: int

    class Meta:
        verbose_name = _("kind of certificate")
        verbose_name_plural = _("kinds of certificate")
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="certificate_kind_code_once"),
            models.CheckConstraint(condition=models.Q(months__gte=1), name="certificate_kind_months"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Certificate(models.Model):
    """A person passed: valid from the first day to the last, both included."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="certificates", verbose_name=_("person"))  # fmt: skip
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="certificates", verbose_name=_("kind"))  # fmt: skip
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    number = models.CharField(_("certificate number"), max_length=60, blank=True)
    person_id: int
    kind_id: int

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "valid_from"], name="certificate_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="certificate_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "valid_until", "person"], name="certified_people")
        ]  # candidates

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"

    @property
    def company_id(self) -> int:
        return self.kind.company_id

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_until
