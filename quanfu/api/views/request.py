from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router
from ninja.responses import Response

from quanfu.api.actions.idempotency import once
from quanfu.api.forms.request import PRIORITIES, NoteIn, NoteOut, RequestIn, RequestOut, RequestPage, SmsIn
from quanfu.api.views.door import require, token_of
from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channel_for
from quanfu.core.errors import Refused
from quanfu.desk import permissions
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import STAGE_OF, Priority, State
from quanfu.desk.queries.request import DETAIL, access_request, requests_for, tracking_path
from quanfu.desk.queries.service_type import type_by_code
from quanfu.surveys import permissions as surveys
from quanfu.surveys.actions.answer import record_sms_answer
from quanfu.ui.paging import paginate

router = Router(tags=["requests"])


def shown(request: Any) -> dict[str, Any]:
    """A request as programs see it."""
    return {
        "number": request.number, "kind": request.kind, "state": request.state, "stage": str(STAGE_OF[State(request.state)].value),
        "priority": Priority(request.priority).name.lower(), "subject": request.subject,
        "service_type": request.service_type.code if request.service_type else None, "unit": request.unit.code,
        "responsible": request.responsible.login if request.responsible else None, "contact_name": request.contact_name,
        "opened_at": request.opened_at.isoformat(), "due_at": request.due_at.isoformat() if request.is_open else None,
        "closed_at": request.closed_at.isoformat() if request.closed_at else None,
        "tracking_url": settings.PUBLIC_URL + tracking_path(request),
    }  # fmt: skip


@router.post("/requests", response={201: RequestOut}, url_name="request.create", summary="Register a request")
def create(
    request: HttpRequest, data: RequestIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> HttpResponse:
    """Registers what a customer wants; exactly once for each Idempotency-Key."""
    person = require(request, permissions.REQUEST_CREATE)
    company = person.company
    values = data.dict()
    code = values.pop("service_type")
    service_type = type_by_code(company.pk, code) if code else None
    if code and service_type is None:
        raise Refused(_("There is no such service type."), field="service_type")
    values["priority"] = PRIORITIES[values["priority"]]

    def act() -> dict[str, Any]:
        channel = channel_for(company, ChannelKind.API)
        return shown(
            open_request(company=company, channel=channel, service_type=service_type, by=person, **values)
        )

    status, body, replayed = once(
        token=token_of(request), key=idempotency_key, content=request.body, status=201, act=act
    )
    headers = {"Location": f"/api/v1/requests/{body['number']}"} | (
        {"Idempotent-Replayed": "true"} if replayed else {}
    )
    return Response(body, status=status, headers=headers)


@router.get(
    "/requests", response=RequestPage, url_name="request.index", summary="List requests, newest first"
)
def index(
    request: HttpRequest, state: State | None = None, phone: str = Query("", max_length=24),
    cursor: str = Query("", max_length=2000), limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:  # fmt: skip
    person = require(request, permissions.REQUEST_INDEX)
    found = requests_for(person, permissions.REQUEST_INDEX).select_related(*DETAIL)
    if state:
        found = found.filter(state=state)
    if phone:
        found = found.filter(contact_phone=phone)
    page = paginate(found, order=("-opened_at",), cursor=cursor or None, per=limit)
    return {"items": [shown(r) for r in page], "next": page.next}


@router.get("/requests/{number}", response=RequestOut, url_name="request.show", summary="Show one request")
def show(request: HttpRequest, number: str) -> dict[str, Any]:
    person = require(request, permissions.REQUEST_SHOW)
    return shown(access_request(number, by=person, permission=permissions.REQUEST_SHOW))


@router.post(
    "/requests/{number}/notes",
    response={201: NoteOut},
    url_name="note.create",
    summary="Add a note, reply or call",
)
def create_note(
    request: HttpRequest,
    number: str,
    data: NoteIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> HttpResponse:
    person = require(request, permissions.NOTE_CREATE)
    req = access_request(number, by=person, permission=permissions.NOTE_CREATE)

    def act() -> dict[str, Any]:
        note = add_note(request=req, kind=data.kind, text=data.text, by=person)
        return {"id": note.pk, "kind": note.kind, "at": note.at.isoformat()}

    status, body, _replayed = once(
        token=token_of(request), key=idempotency_key, content=request.body, status=201, act=act
    )
    return Response(body, status=status)


@router.post(
    "/sms", response={204: None}, url_name="sms.create", summary="An SMS from a customer: a rating by digit"
)
def create_sms(request: HttpRequest, data: SmsIn) -> HttpResponse:
    person = require(request, surveys.ANSWER_CREATE)
    record_sms_answer(company=person.company, phone=data.phone, text=data.text, by=person)
    return HttpResponse(status=204)
