from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import WindowKind


class Reception(models.Model):
    """A customer comes to see us: appointment, visitors, minutes, and what follows from it (INT-20)."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )
    topic = models.CharField(_("what about"), max_length=200)
    visitors = models.TextField(_("visitors"))
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    appointment_at = models.DateTimeField(_("appointment"))
    host = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("received by"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    minutes = models.TextField(_("minutes of the visit"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    company_id: int
    unit_id: int
    host_id: int

    class Meta:
        indexes = [models.Index(fields=["company", "-appointment_at"], name="reception_list")]

    def __str__(self) -> str:
        return self.topic


class ReceptionTask(models.Model):
    """What was agreed during a visit: who does it, by when."""

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="tasks")
    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True)
    result = models.TextField(_("result"), blank=True)
    owner_id: int

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(done_at=None), name="reception_task_open"
            )
        ]

    def __str__(self) -> str:
        return self.text


class ServiceWindow(models.Model):
    """A counter where walk-in customers are served or pay (INT-21)."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=WindowKind, default=WindowKind.SERVICE)
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int

    class Meta:
        verbose_name = _("service window")
        verbose_name_plural = _("service windows")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="window_code_once")]

    def __str__(self) -> str:
        return self.name


class WalkIn(models.Model):
    """Somebody came to a window, and what was done for them."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    window = models.ForeignKey(
        ServiceWindow, models.PROTECT, related_name="walk_ins", verbose_name=_("window")
    )
    visitor = models.CharField(_("visitor"), max_length=60, blank=True)
    business = models.CharField(_("business handled"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["company", "-at"], name="walk_in_by_day"),
            models.Index(fields=["window", "at"], name="walk_in_by_window"),
        ]

    def __str__(self) -> str:
        return self.business
