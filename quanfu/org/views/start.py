from django.http import HttpRequest, HttpResponse

from quanfu.org import permissions
from quanfu.org.queries.role import start_page
from quanfu.ui.page import done, own_page


@own_page(permissions.START_SHOW)
def show(request: HttpRequest) -> HttpResponse:
    """Where one's work begins (ORG-11)."""
    return done(request, start_page(request.user))
