from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import Sharing, ViewOrder


class SavedView(models.Model):
    """A named list of requests: conditions (see queries/conditions.py), columns, order. Sharing shows it to others, never
    more requests than each of them may see."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    person = models.ForeignKey("org.Person", models.CASCADE, related_name="+", verbose_name=_("made by"))
    sharing = models.CharField(_("shown to"), max_length=8, choices=Sharing, default=Sharing.OWN)
    unit = models.ForeignKey("org.Unit", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("unit"))  # fmt: skip
    name = models.CharField(_("name"), max_length=60)
    conditions = models.JSONField(_("conditions"), default=dict)
    columns = models.JSONField(_("columns"), default=list)
    order = models.CharField(_("sorted by"), max_length=8, choices=ViewOrder, default=ViewOrder.DUE)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    changed_at = models.DateTimeField(_("last change"))
    company_id: int
    person_id: int
    unit_id: int | None

    class Meta:
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        constraints = [
            models.CheckConstraint(
                condition=~Q(sharing="team") | Q(unit__isnull=False), name="view_of_a_team_has_its_unit"
            )
        ]
        indexes = [
            models.Index(fields=["person", "position", "id"], name="view_by_person"),
            models.Index(fields=["company", "sharing"], name="view_shared", condition=~Q(sharing="own")),
        ]

    def __str__(self) -> str:
        return self.name
