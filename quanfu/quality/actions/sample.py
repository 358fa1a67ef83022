"""Scoring calls with complainants."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.quality import events
from quanfu.quality.enums import Score
from quanfu.quality.models import Sample

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person


def score_sample(
    *, request: "Request", person: "Person", attitude: int | None, by: "Person", listening: int | None = None,
    clarity: int | None = None, solution: int | None = None, remark: str = "",
) -> Sample:  # fmt: skip
    """Refused without a score for attitude (CMP-22), and for one's own call."""
    if attitude not in Score.values:
        raise Refused(_("Attitude is always scored."), field="attitude")
    if person.pk == by.pk:
        raise Refused(_("Somebody else has to score your own call."), field="person")
    with transaction.atomic():
        made = Sample.objects.create(
            request=request, company=request.company, person=person, attitude=attitude, listening=listening, clarity=clarity,
            solution=solution, remark=remark.strip(), by=by, at=now(),
        )  # fmt: skip
        emit(
            events.SAMPLE_SCORED,
            made,
            by=by,
            label=request.number,
            data={"request": request.pk, "attitude": attitude},
        )
    return made
