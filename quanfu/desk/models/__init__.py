from .assignment import Assignment, Reassignment
from .callback import CallAttempt, Callback, CallbackPlan
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
from .promise import Promise
from .reception import Reception, ReceptionTask, ServiceWindow, WalkIn
from .referral import Referral
from .remedy import Remedy
from .request import Request
from .review import Explanation, Review
from .service_package import ServicePackage
from .service_type import ServiceSkill, ServiceStep, ServiceType

__all__ = [
    "Acknowledgement",
    "Assessment",
    "Assignment",
    "CallAttempt",
    "Callback",
    "CallbackPlan",
    "Closure",
    "Complaint",
    "Decision",
    "Dispute",
    "Explanation",
    "FailurePoint",
    "Feedback",
    "Finding",
    "Followup",
    "ImportRun",
    "Investigation",
    "Note",
    "Promise",
    "Reassignment",
    "Reception",
    "ReceptionTask",
    "Referral",
    "Remedy",
    "Request",
    "ReturnCall",
    "Review",
    "ServicePackage",
    "ServiceSkill",
    "ServiceStep",
    "ServiceType",
    "ServiceWindow",
    "WalkIn",
]  # fmt: skip
