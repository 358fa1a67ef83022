"""Work groups as pages and actions read them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.channels.models import GroupHook
from quanfu.core.cached import Cached

if TYPE_CHECKING:
    from quanfu.org.models import Person


def _load() -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = {}
    for hook in GroupHook.objects.filter(is_active=True).order_by("pk"):
        for event in hook.events:
            found.setdefault((hook.company_id, event), []).append(hook.pk)
    return found


# asked at every change of a request's state, so it lies in memory
HOOKS = Cached("group_hooks", _load)


def hooks_told_of(event: str, company_id: int) -> list[int]:
    """The ids of the company's groups that are told of the event."""
    return HOOKS.get().get((company_id, event), [])


def group_hooks_for(by: "Person", permission: str) -> QuerySet[GroupHook]:
    scope = by.scope(permission)
    return GroupHook.objects.filter(Q(company__in=scope.companies | scope.units)).select_related("company")


def access_group_hook(pk: int, *, by: "Person", permission: str) -> GroupHook:
    found = group_hooks_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404("group_hook")
    return found
