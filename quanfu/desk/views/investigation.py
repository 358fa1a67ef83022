from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.investigation import close_investigation
from quanfu.desk.forms.feedback import InvestigationForm
from quanfu.desk.queries.feedback import access_investigation, open_investigations
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Score"), sort="score"), Column(gettext_lazy("Customer's words"), quiet=True),
    Column(gettext_lazy("Owner"), quiet=True), Column(gettext_lazy("Due"), sort="due_at", align="end"),
)  # fmt: skip


@page(permissions.INVESTIGATION_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        {
            **words(),
            "list": listing(request, open_investigations(request.user), columns=HEADS, order=("due_at",)),
        },
    )


@page(permissions.INVESTIGATION_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    case = access_investigation(pk, by=request.user)
    form = InvestigationForm(request.POST or None)
    if form.is_valid() and attempt(
        form, close_investigation, investigation=case, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:investigation.index", message=_("The investigation is closed."))
    return answer(request, {**words(case.request), "case": case, "req": case.request, "form": form})
