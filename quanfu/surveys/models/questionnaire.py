from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Questionnaire(models.Model):
    """What customers are asked to rate. A company's first one in use goes out with invitations."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="questionnaire_code_once")]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Item(models.Model):
    """One thing rated with 1 to 5 points (EVA-4). Its code stays for good, as answers are kept by it."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="items", verbose_name=_("questionnaire")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("text"), max_length=80)
    label_en = models.CharField(_("English text"), max_length=80, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    questionnaire_id: int

    class Meta:
        verbose_name = _("item rated")
        verbose_name_plural = _("items rated")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="survey_item_code_once")
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label_en if self.label_en and get_language() == "en" else self.label
