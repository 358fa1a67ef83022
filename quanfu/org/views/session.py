from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.person import end_sessions
from quanfu.org.queries.person import access_person
from quanfu.ui.page import done, own_page, page


@page(permissions.SESSION_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    person = access_person(pk, by=request.user, permission=permissions.SESSION_DELETE)
    end_sessions(person=person, by=request.user)
    return done(
        request,
        "org:person.show",
        pk,
        message=_("%(person)s is logged out everywhere.") % {"person": person.name},
    )


@own_page(permissions.SESSION_UPDATE, methods=("POST",))
def update(request: HttpRequest) -> HttpResponse:
    """Sign oneself out everywhere but here."""
    end_sessions(person=request.user, by=request.user)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    return done(request, "org:profile.update", message=_("You are logged out on all other devices."))
