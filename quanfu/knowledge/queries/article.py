"""Articles as pages, the desk and the customers' pages read them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from quanfu.core.errors import Http404
from quanfu.knowledge.enums import VersionState
from quanfu.knowledge.models import Article, Version
from quanfu.knowledge.permissions import ARTICLE_UPDATE
from quanfu.org.queries.unit import companies_touched

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile
    from quanfu.org.models import Person

FACTS = ("company", "topic", "owner")


def visible_to(by: "Person", permission: str) -> Q:
    """What is published in the companies that the permission touches; those who write see drafts and what is out of use too."""
    shown = Q(company__in=companies_touched(by, permission))
    return shown if by.may(ARTICLE_UPDATE) else shown & Q(is_active=True, version__gt=0)


def articles_for(by: "Person", permission: str) -> QuerySet[Article]:
    return Article.objects.filter(visible_to(by, permission)).select_related(*FACTS)


def access_article(pk: int, *, by: "Person", permission: str) -> Article:
    """The article; Http404 alike for absent, out of reach and not for readers yet."""
    found = articles_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404("knowledge.Article")
    return found


def published(company_id: int | None) -> QuerySet[Article]:
    """What a company's staff may answer with, public or not."""
    return Article.objects.filter(company=company_id, is_active=True, version__gt=0)


def public_articles(company_id: int | None) -> QuerySet[Article]:
    """What everybody may read. Every door to the outside takes articles from here and from nowhere else (KNB-10)."""
    return published(company_id).filter(is_public=True)


def public_article(pk: int, *, company_id: int) -> Article:
    """The public article, or Http404 alike for absent and internal."""
    found = public_articles(company_id).filter(pk=pk).select_related(*FACTS).first()
    if found is None:
        raise Http404("knowledge.Article")
    return found


def articles_of(company_id: int | None, *, words: str = "") -> QuerySet[Article]:
    """A company's published articles that hold all the words, those most used first."""
    found = published(company_id).order_by("-uses", "title")
    for word in words.replace("\0", "").split()[:6]:
        found = found.filter(
            Q(title__icontains=word) | Q(title_en__icontains=word) | Q(body__icontains=word)
            | Q(body_en__icontains=word) | Q(words__icontains=word)
        )  # fmt: skip
    return found


def files_of(article: Article) -> "list[StoredFile]":
    """What is attached to the published version."""
    shown = Version.objects.filter(article=article, state=VersionState.PUBLISHED).first()
    return list(shown.files.order_by("pk")) if shown else []


def responsible_for(article: Article) -> "Person | None":
    """Its owner while they work here, else the head of the company."""
    return article.owner if article.owner and article.owner.is_active else article.company.head
