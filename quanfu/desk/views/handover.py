from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.handover import accept_handover, ask_handover, decline_handover
from quanfu.desk.forms.handover import AnswerForm, HandoverForm
from quanfu.desk.queries.handover import access_handover, handovers_near, handovers_of, handovers_to
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, own_page, page

MOST = 100


@own_page(permissions.HANDOVER_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What I am asked to take over, what I wait for, and, for a leader, what nobody has accepted yet."""
    leads = request.user.may(permissions.HANDOVER_INDEX)
    shown = {
        **words(), "mine": list(handovers_to(request.user)[:MOST]), "given": list(handovers_of(request.user)[:MOST]),
        "near": list(handovers_near(request.user)[:MOST]) if leads else [], "leads": leads,
    }  # fmt: skip
    return answer(request, shown)


@page(permissions.HANDOVER_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Ask a colleague to take the request over, with the progress noted."""
    req = access_request(number, by=request.user, permission=permissions.HANDOVER_CREATE)
    form = HandoverForm(request.POST or None, req=req)
    if form.is_valid() and attempt(form, ask_handover, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("Until they accept, nothing changes."))
    return answer(request, {**words(req), "req": req, "form": form})


@own_page(permissions.HANDOVER_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept what I am asked to take over, or say why not."""
    handover = access_handover(pk, by=request.user)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["accepted"]:
            accept_handover(handover=handover, by=request.user)
            return done(request, "desk:handover.index", message=_("%(number)s is yours.") % {"number": handover.request.number})  # fmt: skip
        if attempt(form, decline_handover, handover=handover, remark=form.cleaned_data["remark"], by=request.user):  # fmt: skip
            return done(
                request, "desk:handover.index", message=_("Declined; the giver and the leader are told.")
            )
    return answer(request, {**words(), "handover": handover, "form": form})
