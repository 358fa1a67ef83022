from .order import Order
from .plan import Plan, PlanStep
from .problem import Problem
from .step import Step

__all__ = ["Order", "Plan", "PlanStep", "Problem", "Step"]
