from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.actions.article import delete_article, save_article
from quanfu.knowledge.forms.article import ArticleForm
from quanfu.knowledge.models import Article
from quanfu.knowledge.queries.article import articles_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

if TYPE_CHECKING:
    from quanfu.org.models import Person


def _save(*, instance: Article | None, by: "Person", **data: Any) -> Article:
    return save_article(instance=instance, company=by.company, by=by, **data)


crud = Crud(
    model=Article, form=ArticleForm, permissions="knowledge.article",
    text=_("Answers to what customers ask again and again. Agents insert them into replies; each use is counted."),
    columns=[Column(_("Question"), sort="title", value="label"), Column(_("Times used"), sort="uses", align="end"),
             Column(_("Last change"), sort="updated_at", align="end", quiet=True), Column(_("In use"), value="is_active")],
    order=["title"], search=["title", "title_en", "body"], queryset=articles_for, save=_save, delete=delete_article,
)  # fmt: skip
index, create, update, delete = crud.views()
