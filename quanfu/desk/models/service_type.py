from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import AssignmentMode, Charge, Kind


class ServiceType(models.Model):
    """A line of the service catalogue, two levels deep; only the second level is chosen for requests.

    It sets what a request of the type needs and how fast: minutes are of working time, or of the clock on the wall
    when ``around_the_clock``; empty minutes fall back to the rules sla.*_minutes.
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("group")
    )
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ENQUIRY)
    charge = models.CharField(_("charge"), max_length=8, choices=Charge, default=Charge.FREE, blank=True, help_text=_("empty: decided for each request before the work begins"))  # fmt: skip
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible unit"), help_text=_("empty: the station that serves the customer's place"))  # fmt: skip
    skills = models.ManyToManyField("org.Skill", through="desk.ServiceSkill", related_name="+")
    needs_review = models.BooleanField(_("needs review"), default=True)
    needs_order = models.BooleanField(_("needs a work order"), default=True)
    needs_plan = models.BooleanField(_("needs a plan"), default=False)
    around_the_clock = models.BooleanField(_("limits run around the clock"), default=False)
    contact_minutes = models.PositiveIntegerField(_("limit for first contact, min"), null=True, blank=True)
    acceptance_minutes = models.PositiveIntegerField(_("limit for acceptance, min"), null=True, blank=True)
    completion_minutes = models.PositiveIntegerField(_("limit for completion, min"), null=True, blank=True)
    feedback_minutes = models.PositiveIntegerField(_("limit for feedback, min"), null=True, blank=True)
    mode = models.CharField(_("way of assignment"), max_length=10, choices=AssignmentMode, blank=True, help_text=_("empty: as the setting says"))  # fmt: skip
    bound_to_unit = models.BooleanField(_("only people of the responsible unit"), default=False)
    certificates = models.ManyToManyField(
        "training.CertificateKind", through="desk.ServiceCertificate", related_name="+"
    )
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    company_id: int
    parent_id: int | None
    unit_id: int | None

    class Meta:
        verbose_name = _("service type")
        verbose_name_plural = _("service types")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="service_type_code_once")]
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def fields_owner(self) -> str:
        """The owner code of the type's custom fields."""
        return f"desk.servicetype.{self.pk}"


class ServiceStep(models.Model):
    """A standard step of the work, copied into each order of the type (EXE-6)."""

    service_type = models.ForeignKey(ServiceType, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("step"), max_length=120)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["service_type", "position"], name="service_step_position_once")
        ]

    def __str__(self) -> str:
        return self.title


class ServiceSkill(models.Model):
    """A skill that the type demands, at the least at ``level``."""

    service_type = models.ForeignKey(ServiceType, models.CASCADE, related_name="demands")
    skill = models.ForeignKey("org.Skill", models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service_type", "skill"], name="service_skill_once")]

    def __str__(self) -> str:
        return f"{self.skill} ≥{self.level}"


class ServiceCertificate(models.Model):
    """A certificate that whoever does the work must hold (ASG-14)."""

    service_type = models.ForeignKey(ServiceType, models.CASCADE, related_name="papers")
    kind = models.ForeignKey("training.CertificateKind", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service_type", "kind"], name="service_certificate_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_type}: {self.kind}"
