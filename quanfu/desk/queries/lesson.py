"""What a complaint taught, without whom it was about."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.desk.models import Complaint, Lesson
from quanfu.desk.queries.complaint import complaints_for
from quanfu.knowledge.queries.scrub import Scrubbed, scrub

if TYPE_CHECKING:
    from quanfu.org.models import Person

LONGEST_TITLE = 100


def lesson_of(complaint: Complaint) -> Lesson | None:
    return Lesson.objects.filter(complaint=complaint).select_related("article").first()


def lessons_of_article(article_id: int, *, by: "Person", permission: str) -> list[Lesson]:
    """The complaints behind a case that the reader may open."""
    cases = complaints_for(by, permission)
    found = Lesson.objects.filter(article=article_id, complaint__in=cases)
    return list(found.select_related("complaint__request").order_by("pk"))


def told(complaint: Complaint) -> str:
    """What happened, why, what was done and what was learnt, as a first draft with everything that stands in the case."""
    request = complaint.request
    findings = "\n\n".join(complaint.findings.order_by("at").values_list("text", flat=True))
    decisions = "\n\n".join(complaint.decisions.order_by("at").values_list("text", flat=True))
    cause = (
        complaint.failure_point.label
        if complaint.failure_point
        else complaint.get_cause_display()
        if complaint.cause
        else ""
    )
    parts = [
        (_("What happened"), request.body or request.subject), (_("What we found out"), findings), (_("Cause"), cause),
        (_("What we did"), decisions), (_("What we learnt"), complaint.lesson),
    ]  # fmt: skip
    return "\n\n".join(f"## {label}\n\n{text.strip()}" for label, text in parts if text.strip())


def without_persons(complaint: Complaint, text: str) -> Scrubbed:
    """The text without everybody who had to do with the case, and without what looks like a personal detail."""
    request = complaint.request
    people = [request.owner, request.responsible, request.opened_by, complaint.about]
    names = [request.contact_name, *(p.name for p in people if p)]
    names += [request.customer.name] if request.customer else []
    names += list(complaint.findings.values_list("by__name", flat=True))
    places = [request.contact_company, request.contact_phone, request.contact_email, request.number]
    if request.site:
        places += [request.site.address, request.site.building, request.site.flat]
    surnames = {
        name[0] + title
        for name in names
        if name and name[0] >= "\u4e00"
        for title in ("先生", "女士", "师傅", "工")
    }
    return scrub(text, names=[*names, *surnames], places=places)
