from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from quanfu.training.actions.certificate import delete_kind, save_kind
from quanfu.training.forms.certificate import CertificateKindForm
from quanfu.training.models import CertificateKind
from quanfu.training.queries.certificate import kinds_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

if TYPE_CHECKING:
    from quanfu.org.models import Person


def _save(*, instance: CertificateKind | None, by: "Person", **data: Any) -> CertificateKind:
    return save_kind(instance=instance, company=by.company, by=by, **data)


crud = Crud(
    model=CertificateKind, form=CertificateKindForm, permissions="training.certificate_kind",
    text=_("What people must have proved before they may do certain work."),
    columns=[Column(_("Designation"), sort="name", value="label"), Column(_("Code"), sort="code", quiet=True),
             Column(_("Valid for, months"), sort="months", align="end"),
             Column(_("Demanded for key accounts"), value="for_key_accounts")],
    order=["name"], search=["code", "name", "name_en"], queryset=kinds_for, save=_save, delete=delete_kind,
)  # fmt: skip
index, create, update, delete = crud.views()
