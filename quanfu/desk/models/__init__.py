from .assignment import Assignment, Reassignment
from .bulk import BulkRow, BulkRun
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
from .draft import Draft
from .failure_point import FailurePoint
from .feedback import Closure, Feedback, Followup, Investigation
from .hold import Hold
from .import_run import ImportRun
from .link import Link, Merge
from .macro import Macro, ReplyTemplate
from .mention import Mention
from .note import Note
from .promise import Promise
from .reception import Reception, ReceptionTask, ServiceWindow, WalkIn
from .referral import Referral
from .remedy import Remedy
from .request import Request
from .review import Explanation, Review
from .service_package import ServicePackage
from .service_type import ServiceSkill, ServiceStep, ServiceType
from .snooze import Snooze
from .time_entry import TimeEntry
from .view import SavedView

__all__ = [
    "Acknowledgement",
    "Assessment",
    "Assignment",
    "BulkRow",
    "BulkRun",
    "CallAttempt",
    "Callback",
    "CallbackPlan",
    "Closure",
    "Complaint",
    "Decision",
    "Dispute",
    "Draft",
    "Explanation",
    "FailurePoint",
    "Feedback",
    "Finding",
    "Followup",
    "Hold",
    "ImportRun",
    "Investigation",
    "Link",
    "Macro",
    "Mention",
    "Merge",
    "Note",
    "Promise",
    "Reassignment",
    "Reception",
    "ReceptionTask",
    "Referral",
    "Remedy",
    "ReplyTemplate",
    "Request",
    "ReturnCall",
    "Review",
    "SavedView",
    "ServicePackage",
    "ServiceSkill",
    "ServiceStep",
    "ServiceType",
    "ServiceWindow",
    "Snooze",
    "TimeEntry",
    "WalkIn",
]  # fmt: skip
