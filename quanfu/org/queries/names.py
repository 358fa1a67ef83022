"""Names by id, for tables of figures: also of units that are closed and of people who have left."""

from collections.abc import Collection

from quanfu.org.models import Person, Unit


def unit_names(ids: Collection[int]) -> dict[int, str]:
    """In the reader's language, in the order of the tree."""
    return {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids).order_by("path")}


def person_names(ids: Collection[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name"))
