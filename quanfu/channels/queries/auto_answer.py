"""How many automatic answers an address has had."""

from datetime import timedelta

from quanfu.channels.models import AutoAnswer
from quanfu.core.clock import now
from quanfu.core.rules import rule

DAY = timedelta(days=1)


def may_answer_now(*, company_id: int, address: str) -> bool:
    """Whether a machine may write to this address: channels.auto_answers_a_day at once, then only after a pause that
    doubles each time, until a day has passed without one more. A loop between two machines falls silent by this."""
    free = int(rule("channels.auto_answers_a_day", company=company_id))
    given = AutoAnswer.objects.filter(company=company_id, address=address, at__gt=now() - DAY)
    times = list(given.order_by("-at").values_list("at", flat=True)[:20])
    if len(times) < free:
        return True
    pause = timedelta(minutes=int(rule("channels.auto_answer_pause", company=company_id)))
    return bool(times) and now() >= times[0] + pause * 2 ** (len(times) - free)
