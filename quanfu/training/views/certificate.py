from django.utils.translation import gettext_lazy as _

from quanfu.training.actions.certificate import delete_certificate, save_certificate
from quanfu.training.forms.certificate import CertificateForm
from quanfu.training.models import Certificate
from quanfu.training.queries.certificate import certificates_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=Certificate, form=CertificateForm, permissions="training.certificate",
    text=_("Who has proved what, and until when. Assignment goes by it."),
    columns=[Column(_("Person"), sort="person__name", value="person"),
             Column(_("Unit"), value=lambda row: row.person.unit.label, quiet=True),
             Column(_("Kind"), value=lambda row: row.kind.label),
             Column(_("Valid from"), sort="valid_from", align="end", quiet=True),
             Column(_("Valid until"), sort="valid_until", align="end")],
    order=["valid_until"], search=["person__name", "kind__name", "number"], queryset=certificates_for,
    save=save_certificate, delete=delete_certificate, form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()
