"""Settings: who sits at which telephone."""

from django.utils.translation import gettext_lazy as _

from quanfu.channels.actions.extension import delete_extension, save_extension
from quanfu.channels.forms.call import ExtensionForm
from quanfu.channels.models import Extension
from quanfu.channels.queries.extension import extensions_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=Extension,
    form=ExtensionForm,
    permissions="channels.extension",
    columns=[
        Column(_("Extension"), sort="number", value="number"), Column(_("who sits there"), value=lambda e: e.person.name),
        Column(_("Telephone system"), value=lambda e: e.channel.name, quiet=True),
    ],
    order=["number", "id"],
    search=["number", "person__name"],
    text=_("A call that rings at an extension shows on the screen of who sits there; they dial from pages by it."),
    queryset=extensions_for,
    save=save_extension,
    delete=delete_extension,
    form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()
