"""Lessons of closed complaints become cases of the library (KNB-7)."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.enums import CaseState
from quanfu.desk.models import Complaint, Lesson
from quanfu.desk.queries.lesson import without_persons
from quanfu.knowledge.actions.version import submit_version, write_article
from quanfu.knowledge.enums import ArticleKind

if TYPE_CHECKING:
    from quanfu.knowledge.models import Topic


def promote_lesson(
    *, complaint: Complaint, title: str, body: str, topic: "Topic | None", by: Actor
) -> Lesson:
    """Write the lesson of a closed complaint as an internal case and send it for review.

    Refused while the complaint is open, without a lesson, and while the text still holds personal details that can be found.
    """
    if complaint.state != CaseState.CLOSED:
        raise Refused(_("The complaint is still open: its lesson is not the last word yet."))
    if not complaint.lesson.strip():
        raise Refused(_("No lesson was written down when the complaint was closed."))
    for field, text in (("title", title), ("body", body)):
        if left := without_persons(complaint, text).removed:
            raise Refused(_("Personal details stand here still: %(words)s") % {"words": ", ".join(what for what, _instead in left)}, field=field)  # fmt: skip
    with transaction.atomic():
        reason = _("Lesson of a complaint")
        version = write_article(
            company=complaint.request.company,
            kind=ArticleKind.CASE,
            title=title,
            body=body,
            topic=topic,
            reason=reason,
            by=by,
        )
        submit_version(version=version, by=by)
        try:
            with transaction.atomic():
                lesson = Lesson.objects.create(
                    complaint=complaint, article=version.article, by=by.person, at=now()
                )
        except IntegrityError:
            raise AlreadyDone(_("This lesson is a case of the library already.")) from None
        emit(
            events.LESSON_PROMOTED,
            lesson,
            by=by,
            data={"complaint": complaint.pk, "article": version.article_id},
        )
    return lesson
