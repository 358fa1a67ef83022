from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.failure_point import delete_failure_point, save_failure_point
from quanfu.desk.forms.complaint import FailurePointForm
from quanfu.desk.models import FailurePoint
from quanfu.desk.queries.failure_point import points_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=FailurePoint,
    form=FailurePointForm,
    permissions="desk.failure_point",
    columns=[
        Column(_("Code"), sort="code"),
        Column(_("Designation"), sort="name", value="label"),
        Column(_("In use"), value="is_active"),
    ],
    queryset=points_for,
    save=save_failure_point,
    delete=delete_failure_point,
    order=["code"],
    search=["code", "name", "name_en"],
    text=_(
        "Places of the service where things go wrong. Findings of complaints name them; frequent ones become prevention tasks."
    ),
)
index, create, update, delete = crud.views()
