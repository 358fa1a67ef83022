from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.grant import end_grant, grant_role
from quanfu.org.forms.grant import GrantForm
from quanfu.org.queries.grant import access_grant
from quanfu.org.queries.person import access_person
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.GRANT_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a role."""
    person = access_person(pk, by=request.user, permission=permissions.GRANT_CREATE)
    form = GrantForm(request.POST or None, by=request.user, initial={"unit": person.unit_id})
    if form.is_valid() and attempt(form, grant_role, person=person, by=request.user, **form.cleaned_data):
        told = _("%(person)s is now %(role)s.") % {
            "person": person.name,
            "role": form.cleaned_data["role"].label,
        }
        return done(request, "org:person.show", pk, message=told)
    return answer(request, {"person": person, "form": form})


@page(permissions.GRANT_DELETE, methods=("POST",))
def delete(request: HttpRequest, person_pk: int, pk: int) -> HttpResponse:
    """Take a role away."""
    grant = access_grant(pk, person_pk, by=request.user, permission=permissions.GRANT_DELETE)
    end_grant(grant=grant, by=request.user)
    told = _("%(person)s is no longer %(role)s.") % {"person": grant.person.name, "role": grant.role.label}
    return done(request, "org:person.show", person_pk, message=told)
