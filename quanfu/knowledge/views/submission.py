from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.knowledge import permissions
from quanfu.knowledge.actions.version import submit_version
from quanfu.knowledge.queries.version import access_version
from quanfu.ui.page import done, page


@page(permissions.SUBMISSION_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    version = access_version(pk, by=request.user, permission=permissions.SUBMISSION_CREATE)
    submit_version(version=version, by=request.user)
    return done(request, "knowledge:version.show", version.pk, message=_("Sent for review."))
