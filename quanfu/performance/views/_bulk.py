"""One act on one sheet or on many, from the sheet's page or from the list."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.performance.queries.sheet import access_sheets
from quanfu.ui.page import done, flash


def settle(
    request: HttpRequest, permission: str, act: Callable[..., Any], *, said: Callable[[int], str]
) -> HttpResponse:
    """Run the act on every sheet named in the POST. A single one fails as any act; of many, each failure is named."""
    ids = [int(pk) for pk in request.POST.getlist("sheet") if pk.isdecimal() and len(pk) < 19]
    sheets = access_sheets(ids, by=request.user, permission=permission)
    if ids and not sheets:
        raise Http404
    if len(sheets) == 1:
        act(sheet=sheets[0], by=request.user)
        return done(request, "performance:sheet.show", sheets[0].pk, message=said(1))
    failures = []
    for sheet in sheets:
        try:
            act(sheet=sheet, by=request.user)
        except (Refused, AlreadyDone) as error:
            failures.append(
                _("%(person)s: %(reason)s") % {"person": sheet.person.name, "reason": error.message}
            )
    for failure in failures:
        flash(request, failure, tone="warning")
    period = sheets[0].period if sheets else ""
    count = len(sheets) - len(failures)
    return done(
        request,
        f"{reverse('performance:sheet.index')}?period={period}",
        message=said(count) if count else None,
    )
