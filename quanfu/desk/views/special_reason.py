from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.sign_off import delete_special_reason, save_special_reason
from quanfu.desk.forms.handover import SpecialReasonForm
from quanfu.desk.models import SpecialReason
from quanfu.desk.permissions import SPECIAL_REASON_INDEX
from quanfu.desk.queries.handover import special_reasons_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=SpecialReason, form=SpecialReasonForm, permissions="desk.special_reason",
    text=_("Why something may stay open over the end of the day. Whoever may write this list approves it by that."),
    columns=[Column(_("Designation"), sort="name", value="label"), Column(_("Code"), sort="code", quiet=True),
             Column(_("In use"), value="is_active")],
    order=["name"], search=["code", "name", "name_en"],
    queryset=lambda by: special_reasons_for(by, SPECIAL_REASON_INDEX), save=save_special_reason, delete=delete_special_reason,
)  # fmt: skip
index, create, update, delete = crud.views()
