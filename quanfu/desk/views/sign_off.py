from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.desk import permissions
from quanfu.desk.actions.sign_off import sign_off
from quanfu.desk.forms.handover import SignOffForm
from quanfu.desk.queries.handover import current_shift, handovers_of, handovers_to, items_to_sign_off
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, own_page


@own_page(permissions.SIGN_OFF_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """My shift: what is still open, and the word on each with which I can go home."""
    items = list(items_to_sign_off(request.user.pk))
    form = SignOffForm(request.POST or None, items=items, by=request.user)
    if form.is_valid() and attempt(form, sign_off, words=form.words(), by=request.user):
        return done(request, "desk:sign_off.create", message=_("Signed off. Good rest!"))
    shown = {
        **words(), "form": form, "items": items, "since": current_shift(request.user, now()),
        "given": list(handovers_of(request.user)), "asked": len(handovers_to(request.user)[:50]),
    }  # fmt: skip
    return answer(request, shown)
