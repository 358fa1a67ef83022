from .pay_run import PayLine, PayRun
from .rater import GroupRater
from .salary import Salary
from .sheet import RaterSeat, Rating, ScoreLine, Sheet, Waiver

__all__ = ["GroupRater", "PayLine", "PayRun", "RaterSeat", "Rating", "Salary", "ScoreLine", "Sheet", "Waiver"]
