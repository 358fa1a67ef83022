"""Projects that are carried out for a customer."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.customers import permissions
from quanfu.customers.actions.project import remove_project, save_project
from quanfu.customers.forms.project import ProjectForm
from quanfu.customers.queries.customer import access_customer
from quanfu.customers.queries.project import access_project
from quanfu.ui.page import answer, attempt, done, page

TEMPLATE = "customers/project/_form.html"


@page(permissions.PROJECT_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = access_customer(pk, by=request.user, permission=permissions.PROJECT_CREATE)
    form = ProjectForm(request.POST or None, customer=customer)
    if form.is_valid() and attempt(
        form, save_project, customer=customer, by=request.user, **form.cleaned_data
    ):
        return done(request, "customers:customer.show", pk, message=_("Project saved"))
    return answer(
        request, {"customer": customer, "form": form, "project": None, "may_delete": False}, template=TEMPLATE
    )


@page(permissions.PROJECT_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    project = access_project(pk, by=request.user, permission=permissions.PROJECT_UPDATE)
    form = ProjectForm(request.POST or None, instance=copy(project), customer=project.customer)
    if form.is_valid() and attempt(
        form, save_project, customer=project.customer, project=project, by=request.user, **form.cleaned_data
    ):
        return done(request, "customers:customer.show", project.customer_id, message=_("Project saved"))
    may_delete = request.user.may(permissions.PROJECT_DELETE)
    context = {"customer": project.customer, "form": form, "project": project, "may_delete": may_delete}
    return answer(request, context, template=TEMPLATE)


@page(permissions.PROJECT_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    project = access_project(pk, by=request.user, permission=permissions.PROJECT_DELETE)
    remove_project(project=project, by=request.user)
    return done(request, "customers:customer.show", project.customer_id, message=_("Project removed"))
