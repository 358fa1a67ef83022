"""The door of all call-backs: whatever a provider sends comes to the secret address of its channel."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import Call, Forbidden, Reply
from quanfu.channels.queries.channel import channel_of_hook
from quanfu.core.actor import SYSTEM
from quanfu.ui.page import public_page


@csrf_exempt  # nobody's browser calls here: the adapter verifies the caller
@public_page("channels.hook.create")
def create(request: HttpRequest, key: str) -> HttpResponse:
    """Answered only after everything in it is committed, so a provider that hears nothing sends it again."""
    channel = channel_of_hook(key)
    call = Call(
        method=request.method or "", query=request.GET.dict(), body=request.body,
        headers={name.lower(): value for name, value in request.headers.items()}, address=request.META.get("REMOTE_ADDR", ""),
    )  # fmt: skip
    try:
        found = adapter_for(channel.kind).verify(channel, call)
    except Forbidden:
        return HttpResponse(status=403)
    if isinstance(found, Reply):
        return _answer(found)
    for piece in found.pieces:
        keep_incoming(channel=channel, key=piece.key, raw=piece.raw, by=SYSTEM)
    return _answer(found.reply)


def _answer(reply: Reply) -> HttpResponse:
    response = HttpResponse(reply.body, status=reply.status, content_type=reply.type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
