from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderState(TextChoices):
    """The life of a work order; the last two leave it before its end."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Dispatched")
    ACCEPTED = "accepted", _("Accepted")
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    CLOSED = "closed", _("Closed")
    HANDED_OVER = "handed_over", _("Handed over")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (OrderState.SENT, OrderState.ACCEPTED, OrderState.PLANNED, OrderState.UNDER_WAY)
TAKEN_STATES = (OrderState.ACCEPTED, OrderState.PLANNED, OrderState.UNDER_WAY)


class StepState(TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
