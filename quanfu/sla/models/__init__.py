from .clock import Clock, Escalation

__all__ = ["Clock", "Escalation"]
