from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class FailurePoint(models.Model):
    """A place of the service where things go wrong; findings name it, so that weak links can be counted (CMP-16)."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int

    class Meta:
        verbose_name = _("failure point")
        verbose_name_plural = _("failure points")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="failure_point_code_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name
