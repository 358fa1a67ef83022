from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Target(TextChoices):
    """What must happen in time."""

    CONTACT = "contact", _("First contact")
    ACCEPTANCE = "acceptance", _("Order acceptance")
    COMPLETION = "completion", _("Completion")
    FEEDBACK = "feedback", _("Feedback")


class ClockState(TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")
