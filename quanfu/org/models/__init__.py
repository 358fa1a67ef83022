from .notification import Notification
from .person import Grant, Person, Role
from .roster import Absence, Duty
from .skill import PersonSkill, Skill
from .unit import Tie, Unit

__all__ = [
    "Absence",
    "Duty",
    "Grant",
    "Notification",
    "Person",
    "PersonSkill",
    "Role",
    "Skill",
    "Tie",
    "Unit",
]
