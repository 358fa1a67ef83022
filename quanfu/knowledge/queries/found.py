"""Articles for the search over everything."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.permissions import ARTICLE_SHOW
from quanfu.knowledge.queries.search import search_articles
from quanfu.ui.search import Found

if TYPE_CHECKING:
    from quanfu.org.models import Person


def search_library(text: str, *, by: "Person", most: int) -> list[Found]:
    """Published articles of the person's company that hold the words, or answer the question."""
    if not by.may(ARTICLE_SHOW):
        return []
    return [
        Found(_("Library"), "book-open", "", hit.title_marked, "", reverse("knowledge:article.show", args=[hit.article_id]), excerpt=hit.excerpt_marked)
        for hit in search_articles(by.company_id, text, public=False, limit=most)
    ]  # fmt: skip
