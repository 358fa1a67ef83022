"""What a form would take that was never shown: whoever posts the id of a thing out of reach is refused as for one that is not there.

Every form that a page makes is caught while the page is asked for, and what its fields choose from is compared with what
lies out of reach: all of company B, and for short reaches the requests, customers and places of A's far station.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.db import models

from quanfu.customers.models import Contact, Contract, Customer, Project, Site
from quanfu.desk.models import Request
from quanfu.org.models import Person, Unit
from quanfu.workorders.models import Order
from tests.access import objects
from tests.access.expectations import EXPECTED, PUBLIC
from tests.access.test_matrix import LET_IN, URLS, call

pytestmark = pytest.mark.django_db
ASKING = ("head", "team_leader", "engineer")  # who may do most, and each shorter reach
OF_CUSTOMERS = (Request, Customer, Site, Contact, Contract, Project, Order)
Ids = dict[type[models.Model], set[Any]]


@pytest.fixture
def made_forms(monkeypatch: pytest.MonkeyPatch) -> list[forms.BaseForm]:
    """All forms that were made since it was last emptied."""
    found: list[forms.BaseForm] = []
    begin = forms.BaseForm.__init__

    def caught(form: Any, *args: Any, **kwargs: Any) -> None:
        begin(form, *args, **kwargs)
        found.append(form)

    monkeypatch.setattr(forms.BaseForm, "__init__", caught)
    return found


def theirs(people: Any, things: Any) -> Ids:
    """Everything of company B by model."""
    found: Ids = defaultdict(set)
    company = people.companies["B"].unit
    for (key, _place), one in things.items():
        if key == "B":
            for thing in one.named.values():
                if isinstance(thing, models.Model) and thing.pk not in _shared(things, thing):
                    found[type(thing)].add(thing.pk)
    found[Person] = set(Person.objects.filter(unit__company=company).values_list("pk", flat=True))
    found[Unit] = set(Unit.objects.filter(company=company).values_list("pk", flat=True))
    return found


def _shared(things: Any, thing: models.Model) -> set[Any]:
    """What lies in both companies belongs to all."""
    return {
        each.pk
        for (key, _place), one in things.items()
        if key == "A"
        for each in one.named.values()
        if type(each) is type(thing)
    }


def far(things: Any) -> Ids:
    """What customers of A's far station have asked, and they themselves."""
    found: Ids = defaultdict(set)
    for thing in things["A", "far"].named.values():
        if isinstance(thing, OF_CUSTOMERS):
            found[type(thing)].add(thing.pk)
    return found


def _both(one: Ids, two: Ids) -> Ids:
    return {model: one.get(model, set()) | two.get(model, set()) for model in {*one, *two}}


def choices(made: list[forms.BaseForm]) -> Iterator[tuple[forms.BaseForm, str, Any]]:
    """Their fields that choose a row: (form, name of the field, what it chooses from)."""
    for form in made:
        for name, field in form.fields.items():
            if (queryset := getattr(field, "queryset", None)) is not None:
                yield form, name, queryset


def test_no_form_takes_what_lies_out_of_reach(world: Any, made_forms: list[forms.BaseForm]) -> None:
    people, things = world
    foreign, distant = theirs(people, things), far(things)
    wrong, asked = set(), 0
    for url in URLS.values():
        public = EXPECTED[url.name].door == PUBLIC
        kwargs = objects.args_for(url.name)(things["A", "near"]) if url.takes else {}
        callers = [c for c in people.callers if c.company and c.company.key == "A" and c.role in ASKING]
        for caller in [None] if public else callers:
            made_forms.clear()
            if call(caller, url, kwargs).status_code not in LET_IN:
                continue
            out = foreign if caller is None or caller.reach == "all" else _both(foreign, distant)
            for form, name, queryset in choices(made_forms):
                asked += 1
                if queryset.filter(pk__in=out.get(queryset.model, ())).exists():
                    who = caller.role if caller else "a visitor"
                    wrong.add(f"{url.name}: {type(form).__name__}.{name} of {who}")
    assert not wrong, f"{len(wrong)} of {asked}:\n" + "\n".join(sorted(wrong))
    assert asked >= 150
