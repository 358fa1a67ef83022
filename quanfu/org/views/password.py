from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.person import set_password
from quanfu.org.forms.password import NewPasswordForm, OwnPasswordForm
from quanfu.org.queries.person import access_person
from quanfu.ui.page import answer, attempt, done, own_page, page


@own_page(permissions.PASSWORD_UPDATE)
def update(request: HttpRequest) -> HttpResponse:
    """One's own password. Every session ends with it, this one too: the new password is tried at once."""
    person = request.user
    form = OwnPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and not ratelimit.consume(request, action="change_password", user=person):
        form.add_error(None, _("Too many attempts. Please wait a minute."))
    elif form.is_valid() and attempt(
        form, set_password, person=person, password=form.cleaned_data["password"], by=person
    ):
        return done(
            request,
            settings.LOGIN_URL,
            message=_("Your password is changed. Please log in with the new one."),
        )
    return answer(request, {"form": form}, template="account/password.html")


@page(permissions.PASSWORD_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password for somebody who forgot theirs."""
    person = access_person(pk, by=request.user, permission=permissions.PASSWORD_CREATE)
    form = NewPasswordForm(request.POST or None)
    if form.is_valid() and attempt(
        form, set_password, person=person, password=form.cleaned_data["password"], by=request.user
    ):
        return done(
            request,
            "org:person.show",
            pk,
            message=_("%(person)s has a new password.") % {"person": person.name},
        )
    return answer(request, {"person": person, "form": form})
