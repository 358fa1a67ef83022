from django.utils.translation import gettext_lazy as _

from quanfu.sla.actions.step import delete_step, save_step
from quanfu.sla.forms.step import StepForm
from quanfu.sla.models import Step
from quanfu.sla.queries.step import steps_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=Step,
    form=StepForm,
    permissions="sla.step",
    columns=[
        Column(_("Position"), sort="position", align="end"), Column(_("Step"), sort="name", value="label"),
        Column(_("Service type"), value=lambda s: s.service_type.label if s.service_type else _("all")),
        Column(_("Department"), value=lambda s: s.unit.label if s.unit else _("unit of the request")),
        Column(_("Entered in the state"), value="get_state_display"), Column(_("Limit, min"), value="minutes", align="end"),
        Column(_("Customer is told"), value="get_telling_display"), Column(_("In use"), value="is_active"),
    ],
    queryset=lambda by: steps_for(by),
    save=save_step,
    delete=delete_step,
    order=["position", "pk"],
    search=["code", "name", "name_en"],
    form_kwargs=lambda request: {"by": request.user},
    text=_("The departments through which requests pass, in order, each with its time."),
)  # fmt: skip
index, create, update, delete = crud.views()
