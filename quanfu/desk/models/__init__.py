from .assignment import Assignment, Reassignment
from .feedback import Closure, Feedback, Followup, Investigation
from .import_run import ImportRun
from .note import Note
from .request import Request
from .review import Explanation, Review
from .service_type import ServiceSkill, ServiceStep, ServiceType

__all__ = [
    "Assignment", "Closure", "Explanation", "Feedback", "Followup", "ImportRun", "Investigation", "Note",
    "Reassignment", "Request", "Review", "ServiceSkill", "ServiceStep", "ServiceType",
]  # fmt: skip
