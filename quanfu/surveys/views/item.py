"""Settings: what customers rate."""

from django.utils.translation import gettext_lazy as _

from quanfu.surveys.actions.questionnaire import delete_item, save_item
from quanfu.surveys.forms.questionnaire import ItemForm
from quanfu.surveys.models import Item
from quanfu.surveys.permissions import ITEM_INDEX
from quanfu.surveys.queries.questionnaire import items_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=Item,
    form=ItemForm,
    permissions="surveys.item",
    columns=[
        Column(_("Text"), sort="label"),
        Column(_("English text"), value="label_en", quiet=True),
        Column(_("Questionnaire"), value="questionnaire"),
        Column(_("Position"), sort="position", align="end", quiet=True),
        Column(_("In use"), value="is_active"),
    ],
    order=["questionnaire_id", "position"],
    search=["label", "label_en", "code"],
    text=_(
        "Each item is rated with 1 to 5 points. What customers have rated already can be taken out of use, not deleted."
    ),
    queryset=lambda by: items_for(by, ITEM_INDEX),
    save=save_item,
    delete=delete_item,
    form_kwargs=lambda request: {"by": request.user},
)
index, create, update, delete = crud.views()
