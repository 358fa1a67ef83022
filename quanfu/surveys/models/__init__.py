from .answer import Answer, AnswerChange
from .invitation import Invitation
from .questionnaire import Item, Questionnaire

__all__ = ["Answer", "AnswerChange", "Invitation", "Item", "Questionnaire"]
