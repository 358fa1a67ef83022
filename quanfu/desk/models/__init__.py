from .assignment import Assignment, Reassignment
from .complaint import (
    Acknowledgement,
    Assessment,
    Complaint,
    Decision,
    Dispute,
    Finding,
    ReturnCall,
)
from .failure_point import FailurePoint
from .feedback import Closure, Feedback, Followup, Investigation
from .import_run import ImportRun
from .note import Note
from .referral import Referral
from .remedy import Remedy
from .request import Request
from .review import Explanation, Review
from .service_type import ServiceSkill, ServiceStep, ServiceType

__all__ = [
    "Acknowledgement", "Assessment", "Assignment", "Closure", "Complaint", "Decision", "Dispute", "FailurePoint", "Finding",
    "Explanation", "Feedback", "Followup", "ImportRun", "Investigation", "Note",
    "Reassignment", "Referral", "Remedy", "ReturnCall", "Request", "Review", "ServiceSkill", "ServiceStep", "ServiceType",
]  # fmt: skip
