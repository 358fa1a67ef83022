"""Settings: the windows where walk-in customers are served."""

from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.service_window import delete_service_window, save_service_window
from quanfu.desk.forms.reception import ServiceWindowForm
from quanfu.desk.models import ServiceWindow
from quanfu.desk.queries.reception import windows_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=ServiceWindow,
    form=ServiceWindowForm,
    permissions="desk.service_window",
    columns=[
        Column(_("Code"), sort="code"), Column(_("Designation"), sort="name", value="name"), Column(_("Kind"), value="get_kind_display"),
        Column(_("Unit"), value=lambda w: w.unit.label, quiet=True), Column(_("In use"), value="is_active"),
    ],
    order=["code", "id"],
    search=["code", "name"],
    text=_("Counters for service and payment; walk-in visitors are counted at each."),
    queryset=lambda by: windows_for(by),
    save=save_service_window,
    delete=delete_service_window,
    form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()
