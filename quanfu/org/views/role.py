from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.role import delete_role, save_role
from quanfu.org.forms.role import RoleForm
from quanfu.org.queries.permission import areas_for
from quanfu.org.queries.role import access_role, holders_of, roles
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.ROLE_INDEX)
def index(request: HttpRequest) -> HttpResponse:
    return answer(request, {"roles": roles(), "may_create": request.user.may(permissions.ROLE_CREATE)})


@page(permissions.ROLE_SHOW)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What the role may do, in words, and who holds it."""
    role = access_role(pk)
    context = {
        "role": role, "areas": areas_for(role.permissions), "holders": holders_of(role, by=request.user),
        "may_update": request.user.may(permissions.ROLE_UPDATE),
        "may_delete": request.user.may(permissions.ROLE_DELETE) and role.code.startswith("own-"),
    }  # fmt: skip
    return answer(request, context)


@page(permissions.ROLE_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = RoleForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        data["code"] = f"own-{data['code'].removeprefix('own-')}"
        role = attempt(form, save_role, role=None, by=request.user, **data)
        if role:
            return done(request, "org:role.show", role.pk, message=_("Saved"))
    return answer(request, {"form": form, "areas": areas_for(form["ticked"].value() or [])})


@page(permissions.ROLE_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    role = access_role(pk)
    form = RoleForm(request.POST or None, role=role)
    if form.is_valid() and attempt(form, save_role, role=role, by=request.user, **form.cleaned_data):
        return done(request, "org:role.show", pk, message=_("Saved"))
    return answer(request, {"role": role, "form": form, "areas": areas_for(form["ticked"].value() or [])})


@page(permissions.ROLE_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    role = access_role(pk)
    delete_role(role=role, by=request.user)
    return done(request, "org:role.index", message=_("%(role)s is deleted.") % {"role": role.label})
