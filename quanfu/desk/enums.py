from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Kinds of request (REQ-10)."""

    ENQUIRY = "enquiry", _("Enquiry")
    REPAIR = "repair", _("Repair")
    MAINTENANCE = "maintenance", _("Maintenance")
    REPLACEMENT = "replacement", _("Replacement")
    RETURN = "return", _("Return")
    SUPPORT = "support", _("Technical support")
    COMPLAINT = "complaint", _("Complaint")
    SUGGESTION = "suggestion", _("Suggestion")
    VISIT = "visit", _("Visit")
    PACKAGE = "package", _("Service package")


class State(TextChoices):
    """The life of a request. The order of the members is the order of the life."""

    REGISTERED = "registered", _("Registered")
    IN_REVIEW = "in_review", _("In review")
    REFUSED = "refused", _("Refused")
    APPROVED = "approved", _("Approved")
    ORDERED = "ordered", _("Being handled")
    DONE = "done", _("Done")
    FED_BACK = "fed_back", _("Fed back")
    RATED = "rated", _("Rated")
    CLOSED = "closed", _("Closed")


OPEN_STATES = [s for s in State if s is not State.CLOSED]


class Stage(TextChoices):
    """The six stages every request passes (REQ-8)."""

    ENQUIRY = "enquiry", _("Enquiry stage")
    ACCEPTANCE = "acceptance", _("Acceptance")
    ASSIGNMENT = "assignment", _("Assignment")
    EXECUTION = "execution", _("Execution")
    FEEDBACK = "feedback", _("Feedback")
    EVALUATION = "evaluation", _("Evaluation")


STAGE_OF = {
    State.REGISTERED: Stage.ENQUIRY,
    State.IN_REVIEW: Stage.ACCEPTANCE,
    State.REFUSED: Stage.ACCEPTANCE,
    State.APPROVED: Stage.ASSIGNMENT,
    State.ORDERED: Stage.EXECUTION,
    State.DONE: Stage.FEEDBACK,
    State.FED_BACK: Stage.EVALUATION,
    State.RATED: Stage.EVALUATION,
    State.CLOSED: Stage.EVALUATION,
}


class Priority(IntegerChoices):
    """Lists show the smallest number first (REQ-9)."""

    EMERGENCY = 0, _("Emergency")
    URGENT = 1, _("Urgent")
    NORMAL = 2, _("Normal")


class Charge(TextChoices):
    """Kinds of service (CON-1)."""

    FREE = "free", _("Free")
    PAID = "paid", _("Paid")
    CONTRACT = "contract", _("Contract")


class NoteKind(TextChoices):
    NOTE = "note", _("Private note")
    REPLY = "reply", _("Reply to the customer")
    CALL = "call", _("Call with the customer")
    CUSTOMER = "customer", _("From the customer")
