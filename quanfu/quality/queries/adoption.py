"""Practices that became the way we work."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from quanfu.core.clock import today
from quanfu.core.models import Rule
from quanfu.core.queries.rule import access_setting
from quanfu.quality.models import Adoption
from quanfu.sla.queries.policy import current_policies

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article
    from quanfu.sla.models import Policy


def adoption_of(article: "Article") -> Adoption | None:
    found = Adoption.objects.filter(article=article.pk)
    return found.select_related("rule", "policy", "certificate_kind", "by").first()


def settings_of(company_id: int) -> QuerySet[Rule]:
    """The dated settings in force that were ever changed for the company, the newest first. Those to come may be taken back."""
    of_company = Q(company=company_id) | Q(company=None)
    return Rule.objects.filter(of_company, since__lte=today()).order_by("-since", "code")


def policies_of(company_id: int) -> "QuerySet[Policy]":
    return current_policies(company_id)


def words_of(rule: Rule) -> str:
    """The setting in words, with its value and the day from which it counts."""
    definition = access_setting(rule.code, rule.company).definition
    return f"{definition.label}: {rule.value} ({rule.since.isoformat()})"
