"""What quality does when something has happened at the desk."""

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.desk.enums import Cause, Grade
from quanfu.quality.actions.evaluation import open_evaluation
from quanfu.quality.actions.improvement import improve_after
from quanfu.quality.enums import Origin


def evaluate_major(event: Event) -> None:
    """A major complaint starts a special evaluation (CMP-21)."""
    if event.subject.grade == Grade.MAJOR:
        open_evaluation(request=event.subject.request, by=SYSTEM)


def improve_product(event: Event) -> None:
    """A complaint with a product cause enters the register (CMP-17)."""
    case = event.subject
    if case.cause == Cause.PRODUCT:
        text = "\n".join(case.findings.values_list("text", flat=True))
        improve_after(
            request=case.request, title=case.request.subject, text=text, origin=Origin.COMPLAINT, by=SYSTEM
        )


def note_product_wish(event: Event) -> None:
    """Feedback marked as product enters the product list (FBK-17)."""
    told = event.subject.feedbacks.filter(pk=event.data.get("feedback"), is_product=True).first()
    if told:
        improve_after(request=event.subject, title=told.opinions or told.text, text=told.opinions, origin=Origin.FEEDBACK,
                      feedback=told, by=SYSTEM)  # fmt: skip
