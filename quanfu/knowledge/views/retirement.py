from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.knowledge import permissions
from quanfu.knowledge.actions.article import retire_article, revive_article
from quanfu.knowledge.queries.article import access_article
from quanfu.ui.page import done, page


@page(permissions.RETIREMENT_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article out of use; undone by the button in the message."""
    article = access_article(pk, by=request.user, permission=permissions.RETIREMENT_CREATE)
    retire_article(article=article, by=request.user)
    undo = reverse("knowledge:retirement.delete", args=[pk])
    return done(
        request, "knowledge:article.show", pk, message=_("Out of use: nobody finds it any more."), undo=undo
    )


@page(permissions.RETIREMENT_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    article = access_article(pk, by=request.user, permission=permissions.RETIREMENT_DELETE)
    revive_article(article=article, by=request.user)
    return done(request, "knowledge:article.show", pk, message=_("In use again."))
