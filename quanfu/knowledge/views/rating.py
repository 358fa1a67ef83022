from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.knowledge import permissions
from quanfu.knowledge.actions.rating import rate_article
from quanfu.knowledge.forms.article import RatingForm
from quanfu.knowledge.queries.article import access_article
from quanfu.knowledge.views.article import article_page
from quanfu.ui.page import done, page


@page(permissions.RATING_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague says whether the article helped; once each, the last word counts."""
    article = access_article(pk, by=request.user, permission=permissions.RATING_CREATE)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return article_page(request, article, form)
    rate_article(article=article, reader=f"person {request.user.pk}", by=request.user, **form.cleaned_data)
    return done(request, "knowledge:article.show", pk, message=_("Thank you, your opinion is noted."))
