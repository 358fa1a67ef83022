"""Versions: what is being written, what waits for review, what was."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quanfu.core.errors import Http404
from quanfu.knowledge.enums import VersionState
from quanfu.knowledge.models import Article, Version
from quanfu.knowledge.permissions import ARTICLE_UPDATE, REVIEW_INDEX
from quanfu.knowledge.queries.article import visible_to
from quanfu.knowledge.queries.difference import Part, differences
from quanfu.org.queries.unit import companies_touched

if TYPE_CHECKING:
    from quanfu.org.models import Person

DETAIL = ("article__company", "article__owner", "topic", "by", "decided_by")
LABELS = {
    "title": _("question"), "body": _("answer"), "title_en": _("question in English"), "body_en": _("answer in English"),
    "words": _("other words for it"),
}  # fmt: skip
OPEN = (VersionState.DRAFT, VersionState.REVIEW)
READ = (VersionState.PUBLISHED, VersionState.REPLACED)


def access_version(pk: int, *, by: "Person", permission: str) -> Version:
    """A version of an article in reach; drafts for those who write, Http404 for the others."""
    articles = Article.objects.filter(visible_to(by, permission))
    found = Version.objects.filter(_readable(by), pk=pk, article__in=articles).select_related(*DETAIL).first()
    if found is None:
        raise Http404("knowledge.Version")
    return found


def versions_of(article: Article, by: "Person") -> QuerySet[Version]:
    """Its history, newest first."""
    return Version.objects.filter(_readable(by), article=article).select_related(*DETAIL).order_by("-number")


def published_version(article: Article) -> Version | None:
    """What readers see."""
    return (
        Version.objects.filter(article=article, state=VersionState.PUBLISHED).select_related(*DETAIL).first()
    )


def _readable(by: "Person") -> Q:
    return Q() if by.may(ARTICLE_UPDATE) else Q(state__in=READ)


def waiting_for(by: "Person") -> QuerySet[Version]:
    """What waits for review in the companies in reach, longest first."""
    companies = companies_touched(by, REVIEW_INDEX)
    waiting = Version.objects.filter(state=VersionState.REVIEW, article__company__in=companies)
    return waiting.select_related(*DETAIL)


def before(version: Version) -> Version | None:
    """What readers saw before it: the version it took the place of, or would take."""
    older = Version.objects.filter(article=version.article_id, number__lt=version.number, state__in=READ)
    return older.order_by("-number").first()


def changed_texts(old: Version | None, new: Version) -> list[tuple[str, list[Part]]]:
    """(label, parts) of each text of ``new`` that is not as in ``old``."""
    found = []
    for name in LABELS:
        was, now = getattr(old, name) if old else "", getattr(new, name)
        if was != now:
            found.append((str(LABELS[name]), differences(was, now)))
    return found


def open_version(article: Article) -> Version | None:
    """The version that is being written or reviewed."""
    return Version.objects.filter(article=article, state__in=OPEN).select_related("article").first()
