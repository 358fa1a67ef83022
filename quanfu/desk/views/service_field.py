from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.actions.field import change_field, define_field
from quanfu.core.fields import fields_for
from quanfu.desk import permissions
from quanfu.desk.forms.service_field import ServiceFieldForm, shown_choices
from quanfu.desk.queries.service_type import access_field, access_type
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.SERVICE_FIELD_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """What requests of this type are asked for besides the usual."""
    service_type = access_type(pk, by=request.user)
    return answer(
        request,
        {"service_type": service_type, "fields": fields_for(service_type.fields_owner, inactive=True)},
    )


@page(permissions.SERVICE_FIELD_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    service_type = access_type(pk, by=request.user)
    form = ServiceFieldForm(request.POST or None, is_new=True)
    if form.is_valid() and attempt(
        form, define_field, owner=service_type.fields_owner, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:service_field.index", pk, message=_("The field is there from now on."))
    return answer(request, {"service_type": service_type, "form": form, "field": None})


@page(permissions.SERVICE_FIELD_UPDATE)
def update(request: HttpRequest, pk: int, field_pk: int) -> HttpResponse:
    service_type = access_type(pk, by=request.user)
    field = access_field(field_pk, service_type=service_type)
    initial = {"label": field.label, "label_en": field.label_en, "required": field.required, "active": field.active,
               "choices": shown_choices(field.choices)}  # fmt: skip
    form = ServiceFieldForm(request.POST or None, is_new=False, initial=initial)
    if form.is_valid() and attempt(form, change_field, field=field, by=request.user, **form.cleaned_data):
        return done(request, "desk:service_field.index", pk, message=_("Saved."))
    return answer(request, {"service_type": service_type, "form": form, "field": field})
