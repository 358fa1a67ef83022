from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.person import activate_person, deactivate_person
from quanfu.org.forms.person import LeavingForm
from quanfu.org.queries.person import access_person
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.LEAVING_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves: their account is closed."""
    person = access_person(pk, by=request.user, permission=permissions.LEAVING_CREATE)
    form = LeavingForm(request.POST or None)
    if form.is_valid() and attempt(
        form, deactivate_person, person=person, by=request.user, **form.cleaned_data
    ):
        told = _("The account of %(person)s is closed.") % {"person": person.name}
        return done(request, "org:person.show", pk, message=told)
    return answer(request, {"person": person, "form": form})


@page(permissions.LEAVING_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """They are back."""
    person = access_person(pk, by=request.user, permission=permissions.LEAVING_DELETE)
    activate_person(person=person, by=request.user)
    return done(
        request, "org:person.show", pk, message=_("%(person)s can log in again.") % {"person": person.name}
    )
