from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.files import file_url
from quanfu.knowledge import permissions
from quanfu.knowledge.actions.version import delete_version
from quanfu.knowledge.forms.article import ReviewForm
from quanfu.knowledge.queries.article import access_article
from quanfu.knowledge.queries.markdown import rendered
from quanfu.knowledge.queries.version import access_version, before, changed_texts, versions_of
from quanfu.ui.page import answer, done, page


@page(permissions.VERSION_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The history of an article: who wrote what, who approved it."""
    article = access_article(pk, by=request.user, permission=permissions.VERSION_INDEX)
    return answer(request, {"article": article, "versions": list(versions_of(article, request.user))})


@page(permissions.VERSION_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version and what it says that the one before did not."""
    version = access_version(pk, by=request.user, permission=permissions.VERSION_SHOW)
    old = before(version)
    context = {
        "version": version, "old": old, "changes": changed_texts(old, version) if old else [], "html": rendered(version.body),
        "html_en": rendered(version.body_en), "files": list(version.files.order_by("pk")), "file_url": file_url, "form": ReviewForm(),
    }  # fmt: skip
    return answer(request, context)


@page(permissions.VERSION_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what was never published."""
    version = access_version(pk, by=request.user, permission=permissions.VERSION_DELETE)
    if delete_version(version=version, by=request.user):
        return done(
            request, "knowledge:article.show", version.article_id, message=_("The draft is thrown away.")
        )
    return done(request, "knowledge:article.index", message=_("The draft is thrown away."))
