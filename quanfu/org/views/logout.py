from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.ui.page import answer, done, own_page


@own_page(permissions.LOGOUT_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """Asked by GET, done by POST."""
    if request.method == "POST":
        logout(request)
        return done(request, settings.LOGIN_URL, message=_("You are logged out."))
    return answer(request, template="account/logout.html")
