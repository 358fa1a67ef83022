from .allowance import Allowance
from .submission import Submission

__all__ = ["Allowance", "Submission"]
