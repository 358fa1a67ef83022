"""Settings: when customers are called back."""

from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.callback_plan import delete_callback_plan, save_callback_plan
from quanfu.desk.forms.callback import CallbackPlanForm
from quanfu.desk.models import CallbackPlan
from quanfu.desk.queries.callback import plans_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=CallbackPlan,
    form=CallbackPlanForm,
    permissions="desk.callback_plan",
    columns=[
        Column(_("Designation"), sort="name", value="name"), Column(_("Occasion"), value="get_occasion_display"),
        Column(_("Service type"), value=lambda p: p.service_type.label if p.service_type else ""),
        Column(_("Kind"), value=lambda p: p.get_kind_display() if p.kind else "", quiet=True),
        Column(_("Customer class"), value="grade"),
        Column(_("Days"), value=lambda p: p.get_regularity_display() if p.regularity else f"{p.from_day}–{p.to_day}"),
        Column(_("Who calls"), value=lambda p: p.person.name if p.person else p.get_caller_display(), quiet=True),
        Column(_("In use"), value="is_active"),
    ],
    order=["name", "id"],
    search=["name"],
    text=_("After which work a customer is called and when, and which customers are called regularly."),
    queryset=lambda by: plans_for(by),
    save=save_callback_plan,
    delete=delete_callback_plan,
    form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()
