from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Skill(models.Model):
    """A field of work that requests demand and people master (ASG-3, ASG-4)."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="skill_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class PersonSkill(models.Model):
    """How well a person masters a skill: 1 assists, 2 works alone, 3 expert."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="mastery", verbose_name=_("person"))
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="mastery", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(_("level"), default=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="person_skill_level"),
        ]
        indexes = [
            models.Index(fields=["skill", "person"], name="people_by_skill")
        ]  # candidates for a request

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"
