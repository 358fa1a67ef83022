"""The chapters of the library as a tree."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from quanfu.knowledge.models import Topic
from quanfu.knowledge.permissions import TOPIC_INDEX
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article
    from quanfu.org.models import Person


@dataclass
class Chapter:
    """A topic at its place: ``level`` counts from the top, ``count`` the articles in it and below it."""

    topic: Topic
    level: int
    ids: list[int]
    own: int = 0
    count: int = 0


def topics_for(by: "Person") -> QuerySet[Topic]:
    """The topics of the companies in reach, for their settings."""
    return Topic.objects.filter(company__in=companies_for(by, TOPIC_INDEX)).select_related(
        "parent", "company"
    )


def topics_of(company_id: int | None) -> QuerySet[Topic]:
    return Topic.objects.filter(company=company_id).order_by("position", "name")


def chapters(topics: "QuerySet[Topic]", articles: "QuerySet[Article]") -> list[Chapter]:
    """The topics in the order of the tree, each with how many of the articles stand in it; two queries."""
    counts = dict(articles.order_by().values_list("topic").annotate(n=Count("pk")))
    below: dict[int | None, list[Topic]] = {}
    rows = list(topics.order_by("company", "position", "name"))
    ids = {topic.pk for topic in rows}
    for topic in rows:
        below.setdefault(topic.parent_id if topic.parent_id in ids else None, []).append(topic)
    found: list[Chapter] = []

    def walk(parent: int | None, level: int) -> list[Chapter]:
        here = []
        for topic in below.get(parent, ()):
            chapter = Chapter(topic, level, [topic.pk], own=counts.get(topic.pk, 0))
            found.append(chapter)
            for child in walk(topic.pk, level + 1):
                chapter.ids += child.ids
                chapter.count += child.count
            chapter.count += chapter.own
            here.append(chapter)
        return here

    walk(None, 0)
    return found
