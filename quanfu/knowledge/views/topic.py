from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.actions.topic import delete_topic, save_topic
from quanfu.knowledge.forms.topic import TopicForm
from quanfu.knowledge.models import Topic
from quanfu.knowledge.queries.library import tabs_for
from quanfu.knowledge.queries.topic import topics_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

if TYPE_CHECKING:
    from quanfu.org.models import Person


def _save(*, instance: Topic | None, by: "Person", **data: Any) -> Topic:
    return save_topic(instance=instance, company=by.company, by=by, **data)


def _form_kwargs(request: HttpRequest) -> dict[str, Any]:
    return {"company_id": request.user.company_id}  # type: ignore[union-attr]


crud = Crud(
    model=Topic, form=TopicForm, permissions="knowledge.topic", text=_("The chapters of the library and of the printed handbook."),
    columns=[Column(_("Topic"), sort="name", value="label"), Column(_("Part of"), value=lambda topic: topic.parent.label if topic.parent else ""),
             Column(_("Position"), sort="position", align="end")],
    order=["position", "name"], search=["name", "name_en"], queryset=topics_for, save=_save, delete=delete_topic,
    form_kwargs=_form_kwargs, tabs=tabs_for,
)  # fmt: skip
index, create, update, delete = crud.views()
