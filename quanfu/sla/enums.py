from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Target(TextChoices):
    """What must happen in time."""

    CONTACT = "contact", _("First contact")
    ANSWER = "answer", _("Next answer")
    ACCEPTANCE = "acceptance", _("Order acceptance")
    COMPLETION = "completion", _("Completion")
    FEEDBACK = "feedback", _("Feedback")
    CALLBACK = "callback", _("Return call")
    PROMISE = "promise", _("Promise")
    STEP = "step", _("Step of a department")


class ClockState(TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")


LIVE = (ClockState.RUNNING, ClockState.PAUSED)


class LevelAction(TextChoices):
    """What happens when a level of escalation is reached."""

    TELL = "tell", _("Tell them")
    RAISE = "raise", _("Raise the urgency and tell them")
    REASSIGN = "reassign", _("Give it to the best other person and tell them")
    HAND = "hand", _("They take it over; all concerned are told")


class Recipient(TextChoices):
    """Who stands at a level of escalation, found through the tree of units."""

    HEAD = "head", _("Head of the unit")
    ABOVE = "above", _("Next head above")
    ROLE = "role", _("Role in the unit or above")
    PERSON = "person", _("A certain person")


class Telling(TextChoices):
    """What the customer learns when a step is reached (SLA-5)."""

    NONE = "none", _("nothing")
    TASK = "task", _("a task: tell the customer")
    MESSAGE = "message", _("a message by itself")


class RunState(TextChoices):
    """Where a recomputation of running clocks stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
