from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ImprovementState(TextChoices):
    """The way of an improvement."""

    PROPOSED = "proposed", _("Proposed")
    FOUND = "found", _("Taken up")
    UNDER_WAY = "under_way", _("Being improved")
    CLOSED = "closed", _("Improved")
    DROPPED = "dropped", _("Dropped")


OPEN = (ImprovementState.PROPOSED, ImprovementState.FOUND, ImprovementState.UNDER_WAY)
# from → to, as people may move it
MOVES = {
    ImprovementState.PROPOSED: (ImprovementState.FOUND, ImprovementState.DROPPED),
    ImprovementState.FOUND: (ImprovementState.UNDER_WAY, ImprovementState.CLOSED, ImprovementState.DROPPED),
    ImprovementState.UNDER_WAY: (ImprovementState.CLOSED, ImprovementState.DROPPED),
}


class Origin(TextChoices):
    COMPLAINT = "complaint", _("From complaints")
    FEEDBACK = "feedback", _("From feedback")
    PREVENTION = "prevention", _("Prevention")
    OWN = "own", _("Own idea")


class Score(IntegerChoices):
    """Points of a sample."""

    POOR = 1, _("poor")
    WEAK = 2, _("weak")
    FAIR = 3, _("fair")
    GOOD = 4, _("good")
    VERY_GOOD = 5, _("very good")
