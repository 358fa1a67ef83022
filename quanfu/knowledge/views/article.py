from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import today
from quanfu.core.files import file_url
from quanfu.knowledge import permissions
from quanfu.knowledge.actions.article import delete_article
from quanfu.knowledge.actions.candidate import fill_candidate
from quanfu.knowledge.actions.gap import fill_gap, note_search
from quanfu.knowledge.actions.version import submit_version, write_article, write_version
from quanfu.knowledge.forms.article import ArticleForm, NewArticleForm, RatingForm
from quanfu.knowledge.queries.article import access_article, files_of
from quanfu.knowledge.queries.library import library_of, offered, tabs_for
from quanfu.knowledge.queries.markdown import rendered
from quanfu.knowledge.queries.report import access_candidate, access_gap, rating_of, words_on
from quanfu.knowledge.queries.version import open_version, published_version, versions_of
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, is_fragment, page

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article

COLUMNS = [
    Column(gettext_lazy("Question"), sort="title"), Column(gettext_lazy("Topic"), quiet=True),
    Column(gettext_lazy("Owner"), quiet=True), Column(gettext_lazy("Times used"), sort="uses", align="end"),
    Column(gettext_lazy("Helpful"), sort="helpful", align="end", quiet=True),
    Column(gettext_lazy("Next look"), sort="review_on", align="end"),
]  # fmt: skip


@page(permissions.ARTICLE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The library by topic. ?topic= one chapter with all below it, ?show= mine, overdue, drafts or retired, ?q= what is found,
    best first; a search that finds nothing is counted as a gap."""
    by = request.user
    library = library_of(by, request.GET)
    if library.words and not library.hits and not is_fragment(request):
        note_search(company=by.company, words=library.words, hits=0, by=by)
    order = ("place", "pk") if library.words else ("-uses", "title", "pk")
    found = listing(request, library.articles, columns=COLUMNS, order=order)
    context = {"library": library, "list": found, "tabs": tabs_for(by), "today": today()}
    return answer(request, context)


@page(permissions.ARTICLE_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return article_page(
        request, access_article(pk, by=request.user, permission=permissions.ARTICLE_SHOW), RatingForm()
    )


def article_page(request: HttpRequest, article: "Article", rating: RatingForm) -> HttpResponse:
    """The article, with an opinion on it as it was typed where that was refused."""
    by = request.user
    writer = by.may(permissions.ARTICLE_UPDATE)
    context = {
        "article": article, "html": rendered(article.text), "files": files_of(article), "file_url": file_url,
        "open": open_version(article) if writer else None, "rating": rating, "own": rating_of(article, f"person {by.pk}"),
        "said": words_on(article) if writer else [], "today": today(), "shown": published_version(article),
    }  # fmt: skip
    return answer(request, context, template="knowledge/article/show.html")


@page(permissions.ARTICLE_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest) -> HttpResponse:
    """What answers the words that are being typed (?q=, or the ?subject= and ?body= of a form), from two characters on.
    ?articles= those chosen already stay, ticked."""
    words, more = (
        (request.GET.get("q") or request.GET.get("subject", ""))[:200].strip(),
        request.GET.get("body", "")[:500],
    )
    chosen = {
        int(pk)
        for pk in request.GET.getlist("articles")[:20]
        if pk.isascii() and pk.isdecimal() and len(pk) < 19
    }
    found = offered(request.user, words, chosen, more=more)
    return answer(request, {"articles": found, "words": words, "chosen": chosen, "rendered": rendered})


@page(permissions.ARTICLE_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """A new article. ?gap= and ?candidate= name what it is written for, ?title= begins the question."""
    by, cause = request.user, _cause(request)
    title = request.GET.get("title", "") or str(next(iter(cause.values()), ""))
    initial = {"title": title[:120], "topic": request.GET.get("topic", "")}
    form = NewArticleForm(
        request.POST or None, request.FILES or None, company_id=by.company_id, initial=initial
    )
    if form.is_valid():
        wishes = {name: value for name, value in form.cleaned_data.items() if name != "without"}
        if version := attempt(form, write_article, company=by.company, by=by, **wishes):
            if "gap" in cause:
                fill_gap(gap=cause["gap"], article=version.article, by=by)
            if "candidate" in cause:
                fill_candidate(candidate=cause["candidate"], article=version.article, by=by)
            return _written(request, version)
    return answer(request, {"form": form, "cause": cause})


def _cause(request: HttpRequest) -> dict[str, Any]:
    """What in the reports the article is written for."""
    found: dict[str, Any] = {}
    for name, permission, access in (
        ("gap", permissions.GAP_INDEX, access_gap), ("candidate", permissions.CANDIDATE_INDEX, access_candidate),
    ):  # fmt: skip
        pk = request.GET.get(name, "")
        if pk.isascii() and pk.isdecimal() and len(pk) < 19 and request.user.may(permission):
            found[name] = access(int(pk), by=request.user, permission=permission)
    return found


@page(permissions.ARTICLE_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next version: the draft that is open, or one on the ground of what is published."""
    by = request.user
    article = access_article(pk, by=by, permission=permissions.ARTICLE_UPDATE)
    draft = open_version(article)
    base = draft or versions_of(article, by).first()
    form = ArticleForm(
        request.POST or None, request.FILES or None, company_id=article.company_id, instance=base,
        initial={"reason": draft.reason if draft else ""},
    )  # fmt: skip
    if form.is_valid() and (
        version := attempt(form, write_version, article=article, by=by, **form.cleaned_data)
    ):
        return _written(request, version)
    return answer(request, {"form": form, "article": article, "draft": draft, "base": base})


def _written(request: HttpRequest, version: Any) -> HttpResponse:
    """On to the version, which is sent for review at once when that button was pressed."""
    if request.POST.get("do") == "submit" and request.user.may(permissions.SUBMISSION_CREATE):
        submit_version(version=version, by=request.user)
        return done(request, "knowledge:version.show", version.pk, message=_("Sent for review."))
    return done(request, "knowledge:version.show", version.pk, message=_("The draft is saved."))


@page(permissions.ARTICLE_DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    article = access_article(pk, by=request.user, permission=permissions.ARTICLE_DELETE)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, delete_article, instance=article, by=request.user):
        return done(request, "knowledge:article.index", message=_("%(name)s deleted") % {"name": article})
    return answer(request, {"article": article, "form": form})
