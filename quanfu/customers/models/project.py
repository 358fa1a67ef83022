from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.customers.enums import ProjectState
from quanfu.customers.models.customer import Customer, Site


class Project(models.Model):
    """Work for a customer that has a beginning and an end. ``until`` is the last day; null: no end is known."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="projects")
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    since = models.DateField(_("start"))
    until = models.DateField(_("end"), null=True, blank=True)
    note = models.TextField(_("remarks"), blank=True)
    customer_id: int
    site_id: int | None

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> ProjectState:
        """By the present day; it is stored nowhere."""
        if self.since > today():
            return ProjectState.AHEAD
        over = self.until is not None and self.until < today()
        return ProjectState.ENDED if over else ProjectState.UNDER_WAY
