from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.customers.enums import ContractState
from quanfu.customers.models.customer import Customer
from quanfu.customers.models.project import Project


class Contract(models.Model):
    """What was agreed with a customer about their service. ``number`` is the company's own; ``company`` the customer's.

    ``until`` is the last day in force; null: it runs until it is ended.
    """

    company = models.ForeignKey(  # found by the constraint below
        "org.Unit", models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contracts")
    number = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("subject matter"), max_length=120)
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    since = models.DateField(_("valid from"))
    until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.TextField(_("remarks"), blank=True)
    company_id: int
    customer_id: int
    project_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="contract_number_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> ContractState:
        """By the present day; it is stored nowhere."""
        if self.since > today():
            return ContractState.AHEAD
        over = self.until is not None and self.until < today()
        return ContractState.ENDED if over else ContractState.IN_FORCE
