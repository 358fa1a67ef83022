"""Words that mean the same."""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.core.cached import Cached
from quanfu.core.search.query import NO_SYNONYMS, Synonyms
from quanfu.knowledge.models import Synonym
from quanfu.knowledge.permissions import SYNONYM_INDEX
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


def synonyms_for(by: "Person") -> QuerySet[Synonym]:
    """Those of the companies in reach."""
    return Synonym.objects.filter(company__in=companies_for(by, SYNONYM_INDEX)).select_related("company")


def synonyms_of(company_id: int | None) -> Synonyms:
    """The company's, as the search takes them; kept in memory."""
    return SYNONYMS.get().get(company_id or 0, NO_SYNONYMS)


def _load() -> dict[int, Synonyms]:
    groups: dict[int, list[list[str]]] = defaultdict(list)
    for synonym in Synonym.objects.order_by("pk"):
        groups[synonym.company_id].append(synonym.each)
    return {company: Synonyms(found) for company, found in groups.items()}


SYNONYMS: Cached[dict[int, Synonyms]] = Cached("knowledge.synonyms", _load)
