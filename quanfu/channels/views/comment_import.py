"""Importing comments from a file."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.comment_import import import_comments
from quanfu.channels.forms.comment_import import CommentImportForm
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.COMMENT_IMPORT_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = CommentImportForm(request.POST or None, request.FILES or None, by=request.user)
    if form.is_valid():
        channel, body = form.cleaned_data["channel"], form.cleaned_data["file"].read()
        if imported := attempt(form, import_comments, channel=channel, body=body, by=request.user):
            told = _("%(taken)s comments taken in, %(known)s known already") % {
                "taken": imported.taken,
                "known": imported.known,
            }
            return done(request, "channels:incoming.index", message=told)
    return answer(request, {"form": form})
