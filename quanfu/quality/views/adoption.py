from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.knowledge.enums import ArticleKind
from quanfu.knowledge.queries.article import access_article
from quanfu.quality import permissions
from quanfu.quality.actions.adoption import adopt_practice
from quanfu.quality.forms.adoption import AdoptionForm
from quanfu.quality.queries.adoption import adoption_of, words_of
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.ADOPTION_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A proven practice is adopted: with the standard that changed and the training for it."""
    article = access_article(pk, by=request.user, permission=permissions.ADOPTION_CREATE)
    form = AdoptionForm(request.POST or None, company_id=article.company_id)
    if form.is_valid() and attempt(
        form, adopt_practice, article=article, by=request.user, **form.cleaned_data
    ):
        return done(request, "knowledge:article.show", pk, message=_("The practice is adopted."))
    return answer(request, {"article": article, "form": form})


@page(permissions.ADOPTION_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """On the page of a practice: what changed with it, or the button to adopt it."""
    article = access_article(pk, by=request.user, permission=permissions.ADOPTION_PANEL)
    made = adoption_of(article)
    can = (
        article.kind == ArticleKind.PRACTICE
        and article.is_published
        and request.user.may(permissions.ADOPTION_CREATE)
    )
    words = words_of(made.rule) if made and made.rule else ""
    return answer(request, {"article": article, "adoption": made, "may_adopt": can, "setting": words})
