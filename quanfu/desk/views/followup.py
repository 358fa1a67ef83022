from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.feedback import finish_followup
from quanfu.desk.forms.feedback import FollowupForm
from quanfu.desk.queries.feedback import access_followup, open_followups
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("What")), Column(gettext_lazy("Owner"), quiet=True),
    Column(gettext_lazy("Due"), sort="due_at", align="end"),
)  # fmt: skip


@page(permissions.FOLLOWUP_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        {**words(), "list": listing(request, open_followups(request.user), columns=HEADS, order=("due_at",))},
    )


@page(permissions.FOLLOWUP_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    followup = access_followup(pk, by=request.user)
    form = FollowupForm(request.POST or None)
    if form.is_valid() and attempt(
        form, finish_followup, followup=followup, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:followup.index", message=_("Done."))
    return answer(
        request, {**words(followup.request), "followup": followup, "req": followup.request, "form": form}
    )
