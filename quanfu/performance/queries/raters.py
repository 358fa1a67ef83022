"""Who rates whom when a sheet opens."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from quanfu.core.errors import Http404
from quanfu.org.queries.person import people_of_company
from quanfu.performance.enums import RATING_GROUPS, Group
from quanfu.performance.models import GroupRater
from quanfu.performance.queries.company import whole_companies

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from quanfu.org.models import Person, Unit


class Raters:
    """The usual raters of people of one company, as of a day. Three queries, however many people are asked about.

    Department head: the head of the nearest unit above who is not the subject. Heads of marketing and production: the
    appointed ones of the company. Peers: the other people of the unit, without who rates as its head (PER-16, AMB-16).
    """

    def __init__(self, company: "Unit", on: date) -> None:
        self._step = company.steplen
        above = [company.path[:end] for end in range(self._step, len(company.path), self._step)]
        units = type(company)._default_manager.filter(Q(path__startswith=company.path) | Q(path__in=above))
        self._units = {unit.path: unit for unit in units.select_related("head")}
        self._paths = {unit.pk: path for path, unit in self._units.items()}
        self._peers: dict[int, list[Person]] = defaultdict(list)
        for person in people_of_company(company.pk).order_by("number", "name", "pk"):
            if person.employed(on):
                self._peers[person.unit_id].append(person)
        self._appointed: dict[str, list[Person]] = defaultdict(list)
        for row in appointed(company.pk):
            self._appointed[row.group].append(row.person)

    def of(self, subject: "Person", groups: Collection[Group]) -> "Iterator[tuple[Group, Person]]":
        """(group, rater) for every seat on the subject's sheet."""
        head = self._head_above(subject)
        for group in groups:
            if group == Group.DEPARTMENT_HEAD:
                found = [head] if head else []
            elif group == Group.PEERS:
                found = [p for p in self._peers[subject.unit_id] if head is None or p.pk != head.pk]
            else:
                found = self._appointed[group]
            yield from ((group, rater) for rater in found if rater.pk != subject.pk)

    def _head_above(self, subject: "Person") -> "Person | None":
        path = self._paths.get(subject.unit_id, "")
        while path:
            unit = self._units.get(path)
            if unit and unit.head and unit.head_id != subject.pk and unit.head.is_active:
                return unit.head
            path = path[: -self._step]
        return None


def appointed(company_id: int) -> "QuerySet[GroupRater]":
    """The heads of marketing and production who rate in the company, with their people."""
    return (
        GroupRater.objects.filter(company=company_id, group__in=RATING_GROUPS)
        .select_related("person__unit")
        .order_by("group", "person__name")
    )


def access_group_rater(pk: int, *, by: "Person", permission: str) -> GroupRater:
    """The row, if its company is in reach as a whole; Http404 alike otherwise."""
    companies = [company.pk for company in whole_companies(by, permission)]
    found = (
        GroupRater.objects.filter(pk=pk, company__in=companies).select_related("person", "company").first()
    )
    if found is None:
        raise Http404("performance.GroupRater")
    return found
