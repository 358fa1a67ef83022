from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.knowledge import permissions
from quanfu.knowledge.actions.article import confirm_article, keep_article
from quanfu.knowledge.forms.article import UpkeepForm
from quanfu.knowledge.queries.article import access_article
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.UPKEEP_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Owner, kind and day of the next look; "confirm" says that it was looked at and is still right."""
    article = access_article(pk, by=request.user, permission=permissions.UPKEEP_UPDATE)
    if request.POST.get("do") == "confirm":
        confirm_article(article=article, by=request.user)
        message = _("To be looked at again on %(day)s.") % {"day": article.review_on}
        return done(request, "knowledge:article.show", pk, message=message)
    form = UpkeepForm(request.POST or None, instance=article)
    if form.is_valid():
        attempt(form, keep_article, article=article, by=request.user, **form.cleaned_data)
        if not form.errors:
            return done(request, "knowledge:article.show", pk, message=_("Saved"))
    return answer(request, {"article": article, "form": form})
