from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.actions.synonym import delete_synonym, save_synonym
from quanfu.knowledge.forms.synonym import SynonymForm
from quanfu.knowledge.models import Synonym
from quanfu.knowledge.queries.library import tabs_for
from quanfu.knowledge.queries.synonym import synonyms_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

if TYPE_CHECKING:
    from quanfu.org.models import Person


def _save(*, instance: Synonym | None, by: "Person", **data: Any) -> Synonym:
    return save_synonym(instance=instance, company=by.company, by=by, **data)


crud = Crud(
    model=Synonym, form=SynonymForm, permissions="knowledge.synonym",
    text=_("Who looks for one of these words also finds the others: in the library, among requests, on customers' pages."),
    columns=[Column(_("Words that mean the same"), sort="words")],
    order=["words"], search=["words"], queryset=synonyms_for, save=_save, delete=delete_synonym,
    tabs=tabs_for,
)  # fmt: skip
index, create, update, delete = crud.views()
