from .assignment import Assignment, Reassignment
from .bulk import BulkRow, BulkRun
from .callback import CallAttempt, Callback, CallbackPlan
from .citation import Citation
from .complaint import (
    Acknowledgement,
    Assessment,
    Complaint,
    Decision,
    Dispute,
    Finding,
    ReturnCall,
)
from .consultation import Consultation
from .draft import Draft
from .failure_point import FailurePoint
from .feedback import Closure, Feedback, Followup, Investigation
from .handover import Handover, Leftover, SignOff, SignOffLine, SpecialReason
from .hold import Hold
from .import_run import ImportRun
from .lesson import Lesson
from .link import Link, Merge
from .macro import Macro, ReplyTemplate
from .mention import Mention
from .note import Note
from .offer import Offer
from .owner_change import OwnerChange
from .promise import Promise
from .reception import Reception, ReceptionTask, ServiceWindow, WalkIn
from .referral import Referral
from .remedy import Remedy
from .request import Request
from .request_words import RequestWords
from .review import Explanation, Review
from .seen import Seen
from .service_package import ServicePackage
from .service_type import ServiceCertificate, ServiceSkill, ServiceStep, ServiceType
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
    "Citation",
    "Closure",
    "Complaint",
    "Consultation",
    "Decision",
    "Dispute",
    "Draft",
    "Explanation",
    "FailurePoint",
    "Feedback",
    "Finding",
    "Followup",
    "Handover",
    "Hold",
    "ImportRun",
    "Investigation",
    "Leftover",
    "Lesson",
    "Link",
    "Macro",
    "Mention",
    "Merge",
    "Note",
    "Offer",
    "OwnerChange",
    "Promise",
    "Reassignment",
    "Reception",
    "ReceptionTask",
    "Referral",
    "Remedy",
    "ReplyTemplate",
    "Request",
    "RequestWords",
    "ReturnCall",
    "Review",
    "SavedView",
    "Seen",
    "ServiceCertificate",
    "ServicePackage",
    "ServiceSkill",
    "ServiceStep",
    "ServiceType",
    "ServiceWindow",
    "SignOff",
    "SignOffLine",
    "Snooze",
    "SpecialReason",
    "TimeEntry",
    "WalkIn",
]  # fmt: skip
