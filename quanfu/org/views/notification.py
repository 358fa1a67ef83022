from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from quanfu.org import permissions
from quanfu.org.actions.notification import read_all, read_notification
from quanfu.org.queries.notification import access_notification, notifications_of, unread_count
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, done, own_page


@own_page(permissions.NOTIFICATION_INDEX)
def index(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    columns = [Column(_("Message")), Column(_("When"), align="end")]
    found = listing(
        request, notifications_of(request.user), columns=columns, order=["-at", "-id"], search=["text"]
    )
    return answer(request, {"listing": found, "unread": unread_count(request.user)})


@own_page(permissions.NOTIFICATION_SHOW)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where the message points, and take it as read."""
    message = access_notification(pk, by=request.user)
    read_notification(notification=message, by=request.user)
    safe = message.url.startswith("/") and url_has_allowed_host_and_scheme(message.url, None)
    return done(request, message.url if safe else "org:notification.index")


@own_page(permissions.NOTIFICATION_UPDATE, methods=("POST",))
def update(request: HttpRequest) -> HttpResponse:
    """Take all as read."""
    read_all(by=request.user)
    return done(request, "org:notification.index")
