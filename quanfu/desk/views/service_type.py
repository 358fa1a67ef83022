from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.service_type import delete_service_type, save_service_type
from quanfu.desk.forms.service_type import ServiceTypeForm
from quanfu.desk.models import ServiceType
from quanfu.desk.permissions import SERVICE_FIELD_INDEX
from quanfu.desk.queries.service_type import types_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=ServiceType,
    form=ServiceTypeForm,
    permissions="desk.service_type",
    columns=[
        Column(_("Code"), sort="code"), Column(_("Group"), value=lambda t: t.parent.label if t.parent else ""),
        Column(_("Designation"), sort="name", value="label"), Column(_("Kind"), value="get_kind_display"),
        Column(_("Limit for completion, min"), value="completion_minutes", align="end"), Column(_("In use"), value="is_active"),
    ],
    queryset=lambda by: types_for(by),
    save=save_service_type,
    delete=delete_service_type,
    order=["position", "code"],
    search=["code", "name", "name_en"],
    form_kwargs=lambda request: {"by": request.user},
    links=lambda by, t: [(_("Further details"), reverse("desk:service_field.index", args=[t.pk]), "text-cursor-input")] if by.may(SERVICE_FIELD_INDEX) else [],
)  # fmt: skip
index, create, update, delete = crud.views()
