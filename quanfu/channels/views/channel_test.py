"""Settings of a channel, tried out: "test connection"."""

from django import forms
from django.http import HttpRequest, HttpResponse

from quanfu.channels import permissions
from quanfu.channels.actions.check import try_channel
from quanfu.channels.queries.channel import access_channel
from quanfu.ui.page import answer, page


@page(permissions.CHANNEL_TEST_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: what works and what does not, in words."""
    channel = access_channel(pk, by=request.user, permission=permissions.CHANNEL_TEST_CREATE)
    findings = try_channel(channel=channel, by=request.user) if request.method == "POST" else None
    return answer(request, {"channel": channel, "findings": findings, "form": forms.Form()}, status=200)
