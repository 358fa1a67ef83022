"""Articles as settings pages and the desk read them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from quanfu.knowledge.models import Article
from quanfu.knowledge.permissions import ARTICLE_INDEX
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


def articles_for(by: "Person") -> QuerySet[Article]:
    """The articles of the companies in reach, also those out of use."""
    return Article.objects.filter(company__in=companies_for(by, ARTICLE_INDEX)).select_related("company")


def articles_of(company_id: int | None, *, words: str = "") -> QuerySet[Article]:
    """A company's articles in use that hold all the words, those most used first."""
    found = Article.objects.filter(company=company_id, is_active=True).order_by("-uses", "title")
    for word in words.replace("\0", "").split()[:6]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(title_en__icontains=word)
            | Q(body__icontains=word)
            | Q(body_en__icontains=word)
        )
    return found
