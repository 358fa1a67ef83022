"""Reading something in quarantine again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.incoming import rerun_incoming
from quanfu.channels.queries.incoming import access_incoming
from quanfu.ui.page import done, page


@page(permissions.RERUN_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    incoming = access_incoming(pk, by=request.user, permission=permissions.RERUN_CREATE)
    rerun_incoming(incoming=incoming, by=request.user)
    return done(request, "channels:incoming.show", pk, message=_("It is being read again"))
