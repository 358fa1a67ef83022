"""The call form: a request with what was said around it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.call import complete_call, record_call
from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.call import open_call_of
from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.desk.actions.citation import cite_articles
from quanfu.desk.actions.promise import make_promise
from quanfu.desk.actions.request import open_request
from quanfu.desk.models import Request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quanfu.channels.models import Channel
    from quanfu.knowledge.models import Article
    from quanfu.org.models import Unit


def take_request(
    *,
    company: "Unit",
    channel: "Channel",
    by: Actor,
    not_answered: bool = False,
    promised_at: datetime | None = None,
    is_confirmed: bool | None = None,
    articles: "Iterable[Article]" = (),
    **wishes: Any,
) -> Request:
    """As open_request, with the promise of what was not answered at once (INT-9) and, by phone, the call itself (INT-14):
    the one that the telephone system reported from that number, else a new one. articles: what it was answered with (KNB-5).

    A call for which nobody says that it was read back counts as not read back. Refused without a promised time.
    """
    if not_answered and promised_at is None:
        raise Refused(_("Say by when you promised to answer."), field="promised_at")
    with transaction.atomic():
        request = open_request(company=company, channel=channel, by=by, **wishes)
        if articles:
            cite_articles(request=request, articles=articles, by=by)
        if not_answered:
            make_promise(request=request, promised_at=promised_at, by=by)
        if channel.kind == ChannelKind.PHONE:
            told: dict[str, Any] = {
                "is_confirmed": bool(is_confirmed),
                "request_number": request.number,
                "by": by,
            }
            if by.person and (call := open_call_of(by.person, request.contact_phone)):
                complete_call(call=call, **told)
            else:
                record_call(
                    company=company, channel=channel, is_answered=True, phone=request.contact_phone, **told
                )
    return request
