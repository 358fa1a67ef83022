from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from quanfu.org.enums import UnitKind

if TYPE_CHECKING:
    from quanfu.org.models.person import Person


class Unit(MP_Node):
    """A node of the organisation: group, company, department, station, centre, outlet or team (ORG-1).

    ``company`` is the nearest company above it or itself (a group: itself); what lies in different companies
    never meets. The tree path is the scope of subtree grants; always refetch a node before adding children.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    company = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("company")
    )
    head = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("head")
    )
    calendar = models.ForeignKey("core.WorkCalendar", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work calendar"))  # fmt: skip
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    node_order_by: list[str] = []
    head_id: int | None
    company_id: int | None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(opened_on=None) | models.Q(closed_on__gt=models.F("opened_on")),
                name="unit_closes_after_opening",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def is_open(self, on: date) -> bool:
        """Whether the unit takes work on that day (ORG-12)."""
        return (self.opened_on is None or self.opened_on <= on) and (
            self.closed_on is None or on < self.closed_on
        )


class Tie(models.Model):
    """A specialist tied to a marketing group: what is opened for the group goes to them (ASG-12)."""

    group = models.OneToOneField(
        "org.Unit", models.CASCADE, related_name="tie", verbose_name=_("marketing group")
    )
    specialist: "models.ForeignKey[Person, Person]" = models.ForeignKey("org.Person", models.PROTECT, related_name="ties", verbose_name=_("specialist"))  # fmt: skip
    since = models.DateField(_("since"))

    class Meta:
        pass

    def __str__(self) -> str:
        return f"{self.group} → {self.specialist}"
