"""What was said in talks, for the search over requests."""

from collections.abc import Collection

from django.db.models import QuerySet

from quanfu.channels.enums import Author
from quanfu.channels.models import Talk, Turn


def said_in_requests(numbers: Collection[str]) -> QuerySet[Turn, tuple[str, str]]:
    """(number, text) of what visitors and agents, not the robot, said in the talks of these requests, the last first. For
    readers who have been authorised."""
    found = Turn.objects.filter(
        talk__request_number__in=[n for n in numbers if n], author__in=(Author.VISITOR, Author.AGENT)
    )
    return found.exclude(text="").order_by("-pk").values_list("talk__request_number", "text")


def numbers_of_talks(ids: Collection[int]) -> dict[int, str]:
    """The requests of talks, of those that have one: id → number."""
    found = Talk.objects.filter(pk__in=list(ids)).exclude(request_number="")
    return dict(found.values_list("pk", "request_number"))
