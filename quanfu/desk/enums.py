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
    STRANGER = "stranger", _("Sender not verified")  # says it belongs to the request; never goes outward


class CaseState(TextChoices):
    """The way of a complaint. The order of the members is the order of the way."""

    RECEIVED = "received", _("Complaint received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    INVESTIGATED = "investigated", _("Investigated")
    OFFERED = "offered", _("Solution offered")
    SOLVED = "solved", _("Solved")
    CALLED = "called", _("Return call made")
    CLOSED = "closed", _("Complaint closed")


class Origin(TextChoices):
    """How a complaint came to be one."""

    CUSTOMER = "customer", _("The customer complained")
    TURNED = "turned", _("A request became a complaint")
    SELF_REPORT = "self_report", _("Reported by our own staff")


class Grade(TextChoices):
    """How grave it is."""

    MINOR = "minor", _("Minor")
    SERIOUS = "serious", _("Serious")
    MAJOR = "major", _("Major")


class Level3(IntegerChoices):
    """Complexity, impact and urgency of the first assessment."""

    LOW = 1, _("Low")
    MIDDLE = 2, _("Middle")
    HIGH = 3, _("High")


class Cause(TextChoices):
    """What a complaint came from."""

    PRODUCT = "product", _("Product")
    SERVICE = "service", _("Quality of service")
    MANNER = "manner", _("Attitude of staff")
    DELAY = "delay", _("Lateness")
    FEE = "fee", _("Fees and bills")
    OTHER = "other", _("Something else")


class RemedyKind(TextChoices):
    """What is done for a customer who complained."""

    APOLOGY = "apology", _("Apology")
    REPAIR = "repair", _("Put right")
    REPLACEMENT = "replacement", _("Replaced")
    REFUND = "refund", _("Refund")
    COMPENSATION = "compensation", _("Compensation")
    OTHER = "other", _("Other measure")
    NONE = "none", _("No compensation")


# What counts as a decision about compensation (CMP-7).
COMPENSATING = (RemedyKind.REFUND, RemedyKind.COMPENSATION, RemedyKind.REPLACEMENT, RemedyKind.NONE)


class Outcome(TextChoices):
    """How a complaint was solved, as the figures class it (CMP-14)."""

    QUICK = "quick", _("Quickly solved")
    BASIC = "basic", _("Basically solved")
    UNSOLVED = "unsolved", _("Not solved")


class Verdict(TextChoices):
    """What the customer said when called after the solution."""

    CONTENT = "content", _("Satisfied")
    GO_ON = "go_on", _("Not satisfied: we go on")
    NO_MORE = "no_more", _("Not satisfied, but nothing more can be done")


class ReferralEnd(TextChoices):
    ANSWERED = "answered", _("Answered")
    RETURNED = "returned", _("Sent back")


class Occasion(TextChoices):
    """Why a customer is called back."""

    INSTALLATION = "installation", _("After an installation")
    JOB = "job", _("After the work")
    REGULAR = "regular", _("Regular call")


class Regularity(TextChoices):
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")
    HALF = "half", _("Every half year")
    YEAR = "year", _("Every year")


class Caller(TextChoices):
    """Who calls the customer back."""

    OWNER = "owner", _("The contact owner")
    HEAD = "head", _("The head of the unit")
    PERSON = "person", _("A named person")


class CallbackState(TextChoices):
    OPEN = "open", _("To be called")
    INCOMPLETE = "incomplete", _("Incomplete")
    DIVERTED = "diverted", _("Asked by SMS")
    DONE = "done", _("Called back")
    CANCELLED = "cancelled", _("No longer needed")


class CallOutcome(TextChoices):
    """Why an attempt to call came to nothing."""

    ABSENT = "absent", _("No answer")
    BUSY = "busy", _("Line busy")
    OFF = "off", _("Switched off or wrong number")
    LATER = "later", _("Does not suit now")


class Solved(TextChoices):
    YES = "yes", _("Solved")
    PARTLY = "partly", _("Solved in part")
    NO = "no", _("Not solved")


class ConsultationState(TextChoices):
    """What came of advice given before a sale."""

    OPEN = "open", _("Nothing decided yet")
    VISIT = "visit", _("A visit")
    ORDER = "order", _("An order")
    NOTHING = "nothing", _("Nothing")


class WindowKind(TextChoices):
    SERVICE = "service", _("Service window")
    PAYMENT = "payment", _("Payment window")


class Sharing(TextChoices):
    """Who else has a saved list."""

    OWN = "own", _("Only me")
    TEAM = "team", _("My unit and those below")
    COMPANY = "company", _("Whole company")


class ViewOrder(TextChoices):
    """In which order a saved list stands."""

    DUE = "due", _("Urgent first, then by limit")
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")
    CHANGED = "changed", _("Last changed first")


class WakeReason(TextChoices):
    """Why a request that was put aside came back."""

    TIME = "time", _("The time had come")
    ANSWER = "answer", _("The customer answered")
    HAND = "hand", _("Woken by hand")
    CLOSED = "closed", _("Closed")


class LinkKind(TextChoices):
    RELATED = "related", _("Related")
    PARENT = "parent", _("Parent")
    SPLIT = "split", _("Split off")


class BulkOutcome(TextChoices):
    """What came of one row of a bulk act."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Not done")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Not undone")


class WaitsFor(TextChoices):
    """What a request on hold waits for."""

    CUSTOMER = "customer", _("Waiting for the customer")
    PARTS = "parts", _("Waiting for parts")
    SPECIAL = "special", _("Special reason")


class AssignmentMode(TextChoices):
    """How an approved request finds its person; a service type without one follows the setting."""

    HAND = "hand", _("By hand, with suggestions")
    OFFER = "offer", _("Offered to the best, first claim wins")
    AUTOMATIC = "automatic", _("Automatically on arrival")
    BATCH = "batch", _("Automatically, the whole queue at once")


class OfferState(TextChoices):
    OPEN = "open", _("Offered")
    CLAIMED = "claimed", _("Claimed")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Ran out")
    MISSED = "missed", _("Somebody was faster")


class HandoverState(TextChoices):
    WAITING = "waiting", _("To be taken over")
    ACCEPTED = "accepted", _("Taken over")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("No longer needed")


class HandoverCause(TextChoices):
    SHIFT = "shift", _("End of the shift")
    ABSENCE = "absence", _("Absence")
    LEAVING = "leaving", _("Leaving the company")


class SignOffOutcome(TextChoices):
    HANDED = "handed", _("Handed over")
    KEPT = "kept", _("Kept, with a reason")
