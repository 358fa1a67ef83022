"""Roles, and where they lead."""

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from quanfu.org.models import Grant, Person, Role
from quanfu.org.permissions import PERSON_SHOW
from quanfu.org.queries.person import visible_to


def roles() -> QuerySet[Role]:
    """All roles with the number of active people who hold them."""
    held = Count("grants__person", filter=Q(grants__person__is_active=True), distinct=True)
    return Role.objects.annotate(held=held).order_by("rank", "code")


def access_role(pk: int) -> Role:
    """A role; they are no secret to whoever may see the list of them. Http404 when there is none."""
    role = roles().filter(pk=pk).first()
    if role is None:
        raise Http404("org.Role")
    return role


def holders_of(role: Role, *, by: Person) -> QuerySet[Grant]:
    """Who holds the role, of the people whom ``by`` may see."""
    people = Person.objects.filter(visible_to(by, PERSON_SHOW), is_active=True)
    return (
        role.grants.filter(person__in=people)
        .select_related("person", "unit")
        .order_by("unit__path", "person__name")
    )


def start_page(person: Person) -> str:
    """The path of the start page of the person's lowest-ranked role that is installed (ORG-11); else one's profile."""
    names = (
        Grant.objects.filter(person=person.pk)
        .order_by("role__rank", "role__code")
        .values_list("role__start", flat=True)
    )
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("org:profile.update")
