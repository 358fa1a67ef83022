from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.files import file_url
from quanfu.knowledge import permissions
from quanfu.knowledge.actions.version import review_version
from quanfu.knowledge.forms.article import ReviewForm
from quanfu.knowledge.queries.library import tabs_for
from quanfu.knowledge.queries.markdown import rendered
from quanfu.knowledge.queries.version import access_version, before, changed_texts, waiting_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Question")), Column(gettext_lazy("Version"), align="center"), Column(gettext_lazy("Topic"), quiet=True),
    Column(gettext_lazy("Written by")), Column(gettext_lazy("What was changed and why"), quiet=True),
    Column(gettext_lazy("Waiting since"), sort="submitted_at", align="end"),
]  # fmt: skip


@page(permissions.REVIEW_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What waits for somebody to approve it, longest first."""
    found = listing(request, waiting_for(request.user), columns=COLUMNS, order=("submitted_at", "pk"))
    return answer(request, {"list": found, "tabs": tabs_for(request.user)})


@page(permissions.REVIEW_CREATE, methods=("POST",))
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a version, or send it back with a remark."""
    version = access_version(pk, by=request.user, permission=permissions.REVIEW_CREATE)
    form = ReviewForm(request.POST)
    if form.is_valid():
        approved = form.cleaned_data["verdict"] == "approve"
        remark = form.cleaned_data["remark"]
        if attempt(form, review_version, version=version, approved=approved, remark=remark, by=request.user):
            if approved:
                return done(request, "knowledge:article.show", version.article_id, message=_("Published."))
            return done(request, "knowledge:review.index", message=_("Sent back to its author."))
    old = before(version)
    context = {
        "version": version, "old": old, "changes": changed_texts(old, version) if old else [], "html": rendered(version.body),
        "html_en": rendered(version.body_en), "files": list(version.files.order_by("pk")), "file_url": file_url, "form": form,
    }  # fmt: skip
    return answer(request, context, template="knowledge/version/show.html")
