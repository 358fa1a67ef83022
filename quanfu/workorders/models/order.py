from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.workorders.enums import OPEN_STATES, OrderState

if TYPE_CHECKING:
    from datetime import datetime

OPEN = Q(state__in=OPEN_STATES)
FINISHED = Q(state__in=[OrderState.DONE, OrderState.CLOSED])
SIGNED = Q(signature__isnull=False) | ~Q(no_signature_reason="")


class Order(models.Model):
    """One person is told to do the work of a request by a time (ASG-5).

    A request has at most one open order; a change of person hands the old one over to a new one, so that each keeps
    its own times. The times are stamped by the acts and never edited (ASG-7). State changes only through
    quanfu.workorders.actions.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    request = models.ForeignKey(
        "desk.Request", models.CASCADE, related_name="orders", verbose_name=_("request")
    )
    company = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"), db_index=False
    )
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False
    )
    responsible = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("responsible"), db_index=False)  # fmt: skip
    description = models.TextField(_("description"))
    required_by = models.DateTimeField(_("required by"))
    state = models.CharField(_("state"), max_length=12, choices=OrderState, default=OrderState.DRAFT)
    sent_at = models.DateTimeField(_("sent"), null=True)
    received_at = models.DateTimeField(_("received at"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    planned_at = models.DateTimeField(_("planned"), null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    progress = models.TextField(_("progress"), blank=True)
    result = models.TextField(_("result"), blank=True)
    signature = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("signature"), db_index=False)  # fmt: skip
    no_signature_reason = models.CharField(_("reason for no signature"), max_length=200, blank=True)
    company_id: int
    unit_id: int
    request_id: int
    responsible_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=OPEN, name="one_open_order"),
            models.CheckConstraint(
                condition=~FINISHED | (~Q(result="") & SIGNED), name="finished_order_has_result_and_signature"
            ),
        ]
        indexes = [
            models.Index(fields=["responsible", "required_by", "id"], condition=OPEN, name="order_open_by_person"),  # the day
            models.Index(fields=["unit", "required_by", "id"], condition=OPEN, name="order_open_by_unit"),  # the board
            models.Index(fields=["company", "required_by", "id"], condition=OPEN, name="order_open_by_company"),
            models.Index(fields=["responsible", "-id"], name="order_by_person"),  # the list with all states
            models.Index(fields=["unit", "-id"], name="order_by_unit"),
            models.Index(fields=["company", "-id"], name="order_by_company"),
            models.Index(fields=["responsible", "done_at"], condition=~Q(done_at=None), name="order_done_by_person"),  # done today
            models.Index(fields=["unit", "done_at"], condition=~Q(done_at=None), name="order_done_by_unit"),
            models.Index(fields=["company", "done_at"], condition=~Q(done_at=None), name="order_done_by_company"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def path(self) -> str:
        return reverse("workorders:order.show", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_late(self, at: "datetime") -> bool:
        """Whether the work was not done by the required time, as seen at that instant."""
        return (self.done_at or at) > self.required_by if self.done_at or self.is_open else False
