from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.channels import permissions
from quanfu.channels.enums import TalkState
from quanfu.channels.queries.talk import talks_for
from quanfu.channels.queries.talk_seat import seats_of, sits
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = [
    Column(_("Visitor")), Column(_("State")), Column(_("Agent"), quiet=True), Column(_("Began"), align="end"), Column("", align="end"),
]  # fmt: skip


@page(permissions.TALK_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Who waits, who talks with whom, what has ended; and whether one takes chats oneself."""
    by = request.user
    state = request.GET.get("state", "")
    state = state if state in TalkState.values else ""
    found = talks_for(by, permissions.TALK_INDEX, state=state)
    context = {
        "list": listing(request, found, columns=COLUMNS, order=["-started_at", "-id"]), "state": state, "states": TalkState.choices,
        "sits": sits(by), "seats": list(seats_of(by.company.pk)) if by.company else [],
    }  # fmt: skip
    return answer(request, context)
