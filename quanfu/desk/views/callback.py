from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.callback import record_call
from quanfu.desk.enums import CallbackState
from quanfu.desk.forms.callback import CallAttemptForm, CallbackForm
from quanfu.desk.queries.callback import (
    PARTS,
    VIEWS,
    access_callback,
    callbacks_for,
    callbacks_of_request,
    missing_parts,
)
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Customer")), Column(gettext_lazy("Occasion")), Column(gettext_lazy("Who calls"), quiet=True),
    Column(gettext_lazy("State")), Column(gettext_lazy("Planned for")), Column(gettext_lazy("Due"), align="end"),
)  # fmt: skip
LABELS = {
    "now": gettext_lazy("To call now"), "coming": gettext_lazy("To call later"), "late": gettext_lazy("Late"),
    "sms": gettext_lazy("Asked by SMS"), "done": gettext_lazy("Called back"),
}  # fmt: skip
PART_LABELS = {
    "solved": gettext_lazy("Was the problem solved?"), "quality": gettext_lazy("Service quality"),
    "opinion": gettext_lazy("Opinion on product or service"), "wishes": gettext_lazy("Other wishes"),
}  # fmt: skip


@page(permissions.CALLBACK_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Whom to call back, in the order in which it is planned."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "now"
    order = ("-done_at", "-id") if view == "done" else ("planned_at", "id")
    rows = listing(request, callbacks_for(request.user, view), columns=HEADS, order=order)
    return answer(request, {"list": rows, "tabs": list(LABELS.items()), "view": view})


@page(permissions.CALLBACK_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """The call form: who, about what, and the four parts."""
    callback = access_callback(pk, by=request.user, permission=permissions.CALLBACK_UPDATE)
    initial = {part: getattr(callback, part) for part in PARTS}
    form = CallbackForm(request.POST or None, initial=initial, with_request=callback.request_id is not None)
    if form.is_valid() and attempt(
        form, record_call, callback=callback, by=request.user, **form.cleaned_data
    ):
        if callback.state == CallbackState.DONE:
            return done(request, "desk:callback.index", message=_("The return call is recorded."))
        names = "、".join(str(PART_LABELS[part]) for part in missing_parts(vars(callback)))
        text = _("Kept, but incomplete: %(parts)s") % {"parts": names}
        return done(request, "desk:callback.update", pk, message=text)
    return answer(request, {
        **words(), "callback": callback, "req": callback.request, "form": form, "attempt_form": CallAttemptForm(),
        "attempts": list(callback.attempts.select_related("by").order_by("-at")),
        "is_over": callback.state in (CallbackState.DONE, CallbackState.CANCELLED),
    })  # fmt: skip


@page(permissions.CALLBACK_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The return calls about a request, for its page."""
    req = access_request(number, by=request.user, permission=permissions.CALLBACK_PANEL)
    return answer(request, {"callbacks": callbacks_of_request(req), "req": req}, block="content")
