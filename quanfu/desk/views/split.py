from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.link import split_note
from quanfu.desk.forms.link import SplitForm
from quanfu.desk.queries.request import access_note, access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.SPLIT_CREATE)
def create(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What a note says becomes a request of its own."""
    req = access_request(number, by=request.user, permission=permissions.SPLIT_CREATE)
    note = access_note(pk, request=req)
    form = SplitForm(request.POST or None, initial={"subject": note.text.partition("\n")[0][:60]})
    if form.is_valid():
        made = attempt(form, split_note, note=note, by=request.user, **form.cleaned_data)
        if made:
            return done(
                request,
                "desk:request.show",
                made.number,
                message=_("%(number)s is registered.") % {"number": made.number},
            )
    return answer(request, {**words(req), "req": req, "form": form, "note": note})
