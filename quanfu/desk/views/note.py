from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.note import write_note
from quanfu.desk.forms.note import NoteForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.NOTE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.NOTE_CREATE)
    form = NoteForm(request.POST or None, request.FILES or None, company_id=req.company_id)
    if form.is_valid() and attempt(form, write_note, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("Added."))
    return answer(request, {**words(req), "req": req, "form": form})
