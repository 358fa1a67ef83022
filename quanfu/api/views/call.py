"""Telephone calls: what a telephone system without a web hook hands in, and what a program reads of the others."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router
from ninja.responses import Response
from pydantic import AwareDatetime

from quanfu.api.actions.idempotency import once
from quanfu.api.forms.call import CallIn, CallOut, CallPage
from quanfu.api.views.door import require, token_of
from quanfu.channels import permissions
from quanfu.channels.actions.call import record_call
from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.call import access_call, calls_for
from quanfu.channels.queries.channel import channels_of
from quanfu.core.errors import Refused
from quanfu.customers.queries.phone import normal_phone
from quanfu.ui.paging import paginate

router = Router(tags=["calls"])
SAME = (
    "direction", "state", "phone", "is_answered", "is_confirmed", "in_hours", "rings", "seconds", "remark", "topic", "product",
    "end_customer", "problem_type", "content",
)  # fmt: skip


def shown(call: Any) -> dict[str, Any]:
    """A call as programs see it."""
    return {name: getattr(call, name) for name in SAME} | {
        "id": call.pk, "channel": call.channel.code if call.channel else None, "agent": call.person.login if call.person else None,
        "at": _instant(call.at), "answered_at": _instant(call.answered_at), "ended_at": _instant(call.ended_at),
        "return_due_at": _instant(call.return_due_at), "returned_at": _instant(call.returned_at),
        "recording": call.recording or None, "request_number": call.request_number or None,
    }  # fmt: skip


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


@router.post("/calls", response={201: CallOut}, url_name="call.create", summary="Record a call")
def create(
    request: HttpRequest, data: CallIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> HttpResponse:
    """Records one incoming call that is over; exactly once for each Idempotency-Key and each source_key."""
    person = require(request, permissions.CALL_CREATE)
    company, values = person.company, data.dict()
    code = values.pop("channel")
    channel = channels_of(company, kinds=(ChannelKind.PHONE,)).filter(code=code).first() if code else None
    if code and channel is None:
        raise Refused(_("There is no such channel."), field="channel")

    def act() -> dict[str, Any]:
        return shown(record_call(company=company, channel=channel, by=person, **values))

    status, body, replayed = once(
        token=token_of(request), key=idempotency_key, content=request.body, status=201, act=act
    )
    headers = {"Location": f"/api/v1/calls/{body['id']}"} | (
        {"Idempotent-Replayed": "true"} if replayed else {}
    )
    return Response(body, status=status, headers=headers)


@router.get("/calls", response=CallPage, url_name="call.index", summary="List calls, newest first")
def index(
    request: HttpRequest, is_answered: bool | None = None, phone: str = Query("", max_length=24),
    since: AwareDatetime | None = None, until: AwareDatetime | None = None,
    cursor: str = Query("", max_length=2000), limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:  # fmt: skip
    """``since`` ≤ at < ``until``."""
    person = require(request, permissions.CALL_INDEX)
    found = calls_for(person, permissions.CALL_INDEX)
    if is_answered is not None:
        found = found.filter(is_answered=is_answered)
    if phone:
        found = found.filter(phone=normal_phone(phone) or phone)
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    page = paginate(found, order=("-at",), cursor=cursor or None, per=limit)
    return {"items": [shown(call) for call in page], "next": page.next}


@router.get("/calls/{int:pk}", response=CallOut, url_name="call.show", summary="Show one call")
def show(request: HttpRequest, pk: int) -> dict[str, Any]:
    person = require(request, permissions.CALL_INDEX)
    return shown(access_call(pk, by=person, permission=permissions.CALL_INDEX))
