"""Projects as the customer's card reads them."""

from typing import TYPE_CHECKING

from django.http import Http404

from quanfu.customers.enums import ProjectState
from quanfu.customers.models import Customer, Project
from quanfu.customers.queries.customer import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person

ORDER = [ProjectState.UNDER_WAY, ProjectState.AHEAD, ProjectState.ENDED]


def projects_of(customer: Customer) -> list[Project]:
    """What is under way, then what comes, then what has ended; the latest first. One query."""
    found = Project.objects.filter(customer=customer).select_related("site").order_by("-since", "-pk")
    return sorted(found, key=lambda project: ORDER.index(project.state))


def access_project(pk: int, *, by: "Person", permission: str) -> Project:
    """A project of a customer in reach, or Http404."""
    customers = Customer.objects.filter(visible_to(by, permission))
    found = (
        Project.objects.filter(customer__in=customers, pk=pk)
        .select_related("customer__company", "site")
        .first()
    )
    if found is None:
        raise Http404("project")
    return found
