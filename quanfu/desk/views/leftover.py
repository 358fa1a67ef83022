from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.sign_off import answer_leftover
from quanfu.desk.forms.handover import LeftoverForm
from quanfu.desk.queries.handover import access_leftover, leftovers_near, leftovers_of
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, own_page

MOST = 100


@own_page(permissions.LEFTOVER_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What came in on a day and was not done by its end: mine, and, for a leader, that of others."""
    leads = request.user.may(permissions.HANDOVER_INDEX)
    near = list(leftovers_near(request.user)[:MOST]) if leads else []
    mine = list(leftovers_of(request.user)[:MOST])
    return answer(request, {**words(), "mine": mine, "near": near, "leads": leads})


@own_page(permissions.LEFTOVER_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """The special reason, or a handover."""
    leftover = access_leftover(pk, by=request.user)
    form = LeftoverForm(request.POST or None, by=request.user)
    if form.is_valid() and attempt(
        form, answer_leftover, leftover=leftover, word=form.word(), by=request.user
    ):
        return done(request, "desk:leftover.index", message=_("Noted."))
    return answer(request, {**words(), "leftover": leftover, "form": form})
