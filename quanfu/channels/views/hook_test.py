from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.group_hook import try_group_hook
from quanfu.channels.queries.group_hook import access_group_hook
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.HOOK_TEST_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """One press, one message in the group."""
    hook = access_group_hook(pk, by=request.user, permission=permissions.HOOK_TEST_CREATE)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, try_group_hook, hook=hook, by=request.user)
    ):
        return done(request, "channels:group_hook.update", pk, message=_("The group has got a message."))
    return answer(request, {"hook": hook, "form": form})
