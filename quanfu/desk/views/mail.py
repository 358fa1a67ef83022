"""The mails of a request: their words, what they quote, and the page that the sender's program made of them."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from markupsafe import Markup

from quanfu.core.files import file_url
from quanfu.desk import permissions
from quanfu.desk.queries.mail import mail_page, shown_mails
from quanfu.desk.queries.request import access_request
from quanfu.ui.page import answer, page

# The frame around it is closed by this too: no script, no form, no address of ours in reach, whatever was let through.
CLOSED = "default-src 'none'; style-src 'unsafe-inline'; img-src {images}; sandbox allow-popups; frame-ancestors 'self'"

# Always light, as the sender meant it. It stands in the page, as that may load nothing from here either.
STYLE = Markup(
    "<style>body { margin: 12px; background: #fff; color: #1d2733; overflow-wrap: anywhere; "
    "font: 14px/1.7 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; } "
    "img { max-width: 100%; height: auto; } table { max-width: 100%; }</style>"
)


@page(permissions.MAIL_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.MAIL_PANEL)
    context = {"req": req, "mails": shown_mails(req), "file_url": partial(file_url, request=request)}
    return answer(request, context, block="content")


@page(permissions.MAIL_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One mail's HTML, to stand in a frame. ?images=yes: with the pictures that lie on other servers."""
    req = access_request(number, by=request.user, permission=permissions.MAIL_SHOW)
    with_remote = request.GET.get("images") == "yes"
    context = {"body": mail_page(req, pk, with_remote=with_remote), "style": STYLE}
    response = answer(request, context)
    response["Content-Security-Policy"] = CLOSED.format(
        images="data: http: https:" if with_remote else "data:"
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    return response
