"""Specialists and their marketing groups (ASG-12)."""

from django.db.models import QuerySet
from django.http import Http404

from quanfu.org.models import Person, Tie, Unit
from quanfu.org.queries.unit import reach_of


def ties_for(by: Person, permission: str) -> QuerySet[Tie]:
    """The ties of groups in reach."""
    groups = Unit.objects.filter(reach_of(by.scope(permission), by=by))
    return Tie.objects.filter(group__in=groups).select_related("group", "specialist")


def access_tie(pk: int, *, by: Person, permission: str) -> Tie:
    """A tie of a group in reach; Http404 alike for absent and forbidden."""
    tie = ties_for(by, permission).filter(pk=pk).first()
    if tie is None:
        raise Http404("org.Tie")
    return tie
