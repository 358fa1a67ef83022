from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.channels.enums import Way
from quanfu.desk import permissions
from quanfu.desk.actions.feedback import give_feedback
from quanfu.desk.enums import State
from quanfu.desk.forms.feedback import FeedbackForm
from quanfu.desk.queries.feedback import feedback_draft, feedback_record, feedbacks_for, record_columns
from quanfu.desk.queries.inbox import COLUMNS, OPEN_ORDER
from quanfu.desk.queries.reply_way import reply_way
from quanfu.desk.queries.request import access_request, requests_for
from quanfu.desk.queries.words import words
from quanfu.ui.download import download
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Customer")), Column(gettext_lazy("Responsible"), quiet=True),
    Column(gettext_lazy("Due"), align="end"),
)  # fmt: skip


@page(permissions.FEEDBACK_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponseBase:
    """Finished work whose customers wait for word, and the feedback given lately; ?export=xlsx gives the record."""
    if request.GET.get("export") == "xlsx":
        return download(_("Feedback record"), record_columns(), feedback_record(request.user))
    waiting = requests_for(request.user, permissions.FEEDBACK_INDEX).filter(state=State.DONE)
    return answer(request, {
        **words(), "list": listing(request, waiting.values_list(*COLUMNS, named=True), columns=HEADS, order=OPEN_ORDER),
        "given": feedbacks_for(request.user)[:20],
    })  # fmt: skip


@page(permissions.FEEDBACK_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.FEEDBACK_CREATE)
    there = reply_way(req)[0] == Way.CHANNEL
    form = FeedbackForm(request.POST or None, initial={"text": feedback_draft(req)}, where_they_wrote=there)
    if form.is_valid() and attempt(form, give_feedback, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("The feedback is recorded."))
    return answer(request, {**words(req), "req": req, "form": form})
