"""When two customers turn out to be one, what the desk knows of them becomes one history."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from quanfu.core.actor import Actor
from quanfu.desk.enums import CallbackState
from quanfu.desk.models import Callback, Reception, Request
from quanfu.desk.queries.callback import DUE_STATES


def carry_history(*, double: int, to: int, by: Actor) -> None:
    """Requests, return calls and visits of the customer ``double`` become those of ``to``.

    A regular call that both were to get is made once. The journal row is the merger's own.
    """
    same = Callback.objects.filter(plan=OuterRef("plan"), period=OuterRef("period"), customer=to).exclude(
        period=""
    )
    with transaction.atomic():
        Request.objects.filter(customer=double).update(customer=to)
        Reception.objects.filter(customer=double).update(customer=to)
        theirs = Callback.objects.filter(customer=double)
        theirs.filter(Exists(same), state__in=DUE_STATES).update(state=CallbackState.CANCELLED)
        theirs.exclude(Exists(same)).update(customer=to)
