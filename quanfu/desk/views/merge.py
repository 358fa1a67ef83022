from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.merge import merge_request, undo_merge
from quanfu.desk.forms.link import MergeForm
from quanfu.desk.queries.duplicate import duplicates_for
from quanfu.desk.queries.link import access_merge
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.MERGE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """Close the request for the one that says the same; ?main= names that."""
    by = request.user
    req = access_request(number, by=by, permission=permissions.MERGE_CREATE)
    form = MergeForm(request.POST or None, by=by, initial={"main": request.GET.get("main", "")[:24]})
    if form.is_valid():
        merge = attempt(form, merge_request, request=req, by=by, **form.cleaned_data)
        if merge:
            undo = reverse("desk:merge.delete", args=[merge.pk])
            text = _("%(number)s is merged into %(main)s.") % {"number": number, "main": merge.main.number}
            return done(request, "desk:request.show", merge.main.number, message=text, undo=undo)
    found = duplicates_for(
        by, phone=req.contact_phone, customer_id=req.customer_id, subject=req.subject, without=req.pk
    )
    return answer(request, {**words(req), "req": req, "form": form, "found": found})


@page(permissions.MERGE_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    merge = access_merge(pk, by=request.user)
    undo_merge(merge=merge, by=request.user)
    return done(request, "desk:request.show", merge.duplicate.number, message=_("The merging is taken back."))
