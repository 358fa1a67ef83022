from django.http import HttpRequest, HttpResponse

from quanfu.channels import permissions
from quanfu.channels.enums import TalkState
from quanfu.channels.queries.talk import place_of, talks_for
from quanfu.channels.queries.talk_seat import seats_of, sits
from quanfu.ui.page import answer, page
from quanfu.ui.paging import paginate


@page(permissions.TALK_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Who waits, who talks with whom, what has ended; and whether one takes chats oneself."""
    by = request.user
    state = request.GET.get("state", "")
    state = state if state in TalkState.values else ""
    rows = talks_for(by, permissions.TALK_INDEX, state=state)
    found = paginate(rows, order=["-started_at", "-pk"], cursor=request.GET.get("cursor"), per=50)
    talks = list(found)
    first = next((talk for talk in talks if talk.state == TalkState.WAITING), None)
    context = {
        "talks": talks, "page": found, "state": state, "states": TalkState.choices, "sits": sits(by), "minutes": place_of(first)[1] if first else 0,
        "seats": list(seats_of(by.company.pk)) if by.company else [],
    }  # fmt: skip
    return answer(request, context)
