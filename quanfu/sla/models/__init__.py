from .clock import Clock, Escalation
from .extension import Extension
from .policy import Policy, Recomputation
from .step import Passage, Step

__all__ = ["Clock", "Escalation", "Extension", "Passage", "Policy", "Recomputation", "Step"]
