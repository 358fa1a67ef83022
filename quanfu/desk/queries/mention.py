"""Who is meant by @name in a note."""

import re
from typing import TYPE_CHECKING

from django.db.models import Q

from quanfu.core.rules import rule
from quanfu.desk.models import Request
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.acts import covers
from quanfu.org.queries.person import people_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Person

NAME = re.compile(r"(?<![\w.])@([\w.·-]{1,60})")
SHOWN = 8


def mentioned_in(text: str, request: Request) -> list["Person"]:
    """The colleagues named by @name or @login who may see the request; the longest name that fits wins, as Chinese puts
    no blank after it. Colleagues of one name are all meant. Unknown names, and those of people who may not see the
    request, stay text; at most desk.mention_most names of a note are looked at."""
    words = list(dict.fromkeys(NAME.findall(text)))[: int(rule("desk.mention_most"))]
    if not words:
        return []
    beginnings = {word[:end] for word in words for end in range(1, len(word) + 1)}
    people = list(
        people_of_company(request.company_id).filter(Q(name__in=beginnings) | Q(login__in=beginnings))
    )
    found: dict[int, Person] = {}
    for word in words:
        fits = {
            len(name): name
            for person in people
            for name in (person.name, person.login)
            if word.startswith(name)
        }
        if fits:
            meant = fits[max(fits)]
            found |= {person.pk: person for person in people if meant in (person.name, person.login)}
    return [person for person in found.values() if covers(request, by=person, permission=REQUEST_SHOW)]


def mentionable(request: Request, text: str, by: "Person") -> list["Person"]:
    """Colleagues whose name or login begins so and who may see the request, for the list behind @: at most eight, first
    those who have to do with it. A query for each, of eight, as rights are asked of persons."""
    begun = Q(name__startswith=text) | Q(login__startswith=text.lower())
    near = Q(pk__in=[request.responsible_id, request.owner_id]) if not text else begun
    people = people_of_company(request.company_id).filter(near).exclude(pk=by.pk).select_related("unit")
    first = (request.responsible_id, request.owner_id)
    found = sorted(people[:24], key=lambda person: (person.pk not in first, person.name))[:SHOWN]
    return [person for person in found if covers(request, by=person, permission=REQUEST_SHOW)]
