from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.macro import delete_macro, save_macro
from quanfu.desk.forms.step import MacroForm
from quanfu.desk.models import Macro
from quanfu.desk.queries.steps import macros_of, step_labels
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=Macro,
    form=MacroForm,
    permissions="desk.macro",
    columns=[
        Column(_("Designation"), sort="name", value="label"), Column(_("Acts"), value=step_labels),
        Column(_("Position"), sort="position", align="end"), Column(_("In use"), value="is_active"),
    ],
    queryset=lambda by: macros_of(by.company_id),
    save=save_macro,
    delete=delete_macro,
    order=["position", "name"],
    search=["name", "name_en"],
    text=_("Several acts under one name. Before it runs, an agent sees what each of them would do on this request."),
    form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()
