"""Contracts with customers, and the projects they belong to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.actions.contact import save_contact
from quanfu.customers.actions.contract import remove_contract, save_contract
from quanfu.customers.actions.customer import create_customer
from quanfu.customers.actions.merger import merge_customers
from quanfu.customers.actions.project import remove_project, save_project
from quanfu.customers.actions.site import remove_site, save_site
from quanfu.customers.models import Contract, Customer, Project
from quanfu.customers.queries.contract import contracts_in_force, contracts_of
from quanfu.customers.queries.project import projects_of
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]


def agree(customer: Customer, number: str = "HT-1", **given: Any) -> Contract:
    given = {"title": f"供热服务 {number}", "since": today(), **given}
    return save_contract(customer=customer, number=number, by=SYSTEM, **given)


def begin(customer: Customer, name: str = "换热站改造", **given: Any) -> Project:
    return save_project(customer=customer, name=name, by=SYSTEM, **{"since": today(), **given})


def days(count: int) -> date:
    return today() + timedelta(days=count)


def path(name: str, pk: int) -> str:
    return reverse(f"customers:{name}", args=[pk])


@pytest.fixture
def mall(company: Unit) -> Customer:
    """A company of which nothing but the name is known."""
    return create_customer(company=company, name="北方商场", kind="organisation", by=SYSTEM)


@pytest.mark.req("CUS-1")
def test_a_company_with_three_contacts_opens_with_contacts_projects_requests_and_contracts(
    mall: Customer, li: Person, client_of: Browser, make_request: Callable[..., Any]
) -> None:
    for number in range(3):
        save_contact(customer=mall, name=f"联系人{number}", phone=f"1370000000{number}", email="", by=li)
    project = begin(mall)
    agree(mall, "GR-2026-018", title="商场供热服务合同", project=project)
    request = make_request(customer=mall, subject="三层不热")
    client = client_of(li)
    page = client.get(path("customer.show", mall.pk)).content.decode()
    panel = reverse("desk:customer_requests.panel", args=[mall.pk])
    assert panel in page  # the page brings it in
    page += client.get(panel).content.decode()
    wanted = ["联系人0", "联系人1", "联系人2", "换热站改造", "商场供热服务合同", "GR-2026-018", request.number, "三层不热"]  # fmt: skip
    assert [each for each in wanted if each not in page] == []


def test_state_follows_the_days_and_both_ends_count() -> None:
    states = [
        Contract(since=days(since), until=None if until is None else days(until)).state
        for since, until in ((1, None), (0, None), (-9, 0), (-9, -1))
    ]
    assert states == ["ahead", "in_force", "in_force", "ended"]
    assert [Project(since=days(s), until=days(9)).state for s in (1, 0)] == ["ahead", "under_way"]
    assert Project(since=days(-9), until=days(-1)).state == "ended"


def test_what_has_ended_stands_last_and_quiet(mall: Customer, li: Person, client_of: Browser) -> None:
    old = agree(mall, "old", since=days(-30), until=days(-1))
    ahead = agree(mall, "ahead", since=days(5))
    running = agree(mall, "running", since=days(-60))
    assert contracts_of(mall) == [running, ahead, old]
    done = begin(mall, "旧项目", since=days(-30), until=days(-2))
    current = begin(mall, "新项目", since=days(-40))
    assert projects_of(mall) == [current, done]
    page = client_of(li).get(path("customer.show", mall.pk)).content.decode()
    assert page.count("cell-main muted") == 2


def test_card_of_a_customer_without_either_says_so(mall: Customer, li: Person, client_of: Browser) -> None:
    page = client_of(li).get(path("customer.show", mall.pk)).content.decode()
    assert "尚未登记该客户的合同。" in page and "尚未登记该客户的项目。" in page
    assert path("contract.create", mall.pk) in page and path("project.create", mall.pk) in page


def test_contracts_and_projects_are_written_changed_and_removed_by_the_pages(
    mall: Customer, li: Person, client_of: Browser
) -> None:
    client = client_of(li)
    site = save_site(customer=mall, unit=None, address="中央大街 1 号", building="", flat="", by=li)
    given = {"name": "换热站改造", "site": site.pk, "since": "2026-05-01", "until": "", "note": ""}
    assert client.post(path("project.create", mall.pk), given).status_code == 303
    project = Project.objects.get()
    assert (project.customer, project.site, project.until) == (mall, site, None)
    given = {"number": " GR-1 ", "title": "供热", "project": project.pk, "since": "2026-05-01", "until": "2027-04-30", "note": ""}  # fmt: skip
    assert client.post(path("contract.create", mall.pk), given).status_code == 303
    contract = Contract.objects.get()
    assert (contract.number, contract.project, contract.company) == ("GR-1", project, mall.company)
    assert "2027-04-30" in client.get(path("contract.update", contract.pk)).content.decode()
    assert (
        client.post(path("contract.update", contract.pk), {**given, "title": "集中供热"}).status_code == 303
    )
    changed = JournalEntry.objects.get(event="customers.contract.changed")
    assert changed.changes == {"title": ["供热", "集中供热"]}
    assert client.post(path("project.update", project.pk), {**given, "name": "改造", "until": "2026-12-31"}).status_code == 303  # fmt: skip
    changed = JournalEntry.objects.get(event="customers.project.changed")
    assert changed.changes["until"] == [None, "2026-12-31"]
    assert client.post(path("contract.delete", contract.pk)).status_code == 303
    assert client.post(path("project.delete", project.pk)).status_code == 303
    assert not Contract.objects.exists() and not Project.objects.exists()
    assert JournalEntry.objects.get(event="customers.contract.deleted").changes["number"] == ["GR-1", ""]
    assert JournalEntry.objects.filter(event="customers.project.deleted").exists()


def test_saving_without_a_change_leaves_no_trace(mall: Customer) -> None:
    contract, project = agree(mall), begin(mall)
    agree(mall, contract=contract)
    begin(mall, project=project)
    assert not JournalEntry.objects.filter(event__endswith=".changed").exists()


def test_a_number_that_another_contract_of_the_company_has_is_refused_beside_its_field(
    mall: Customer, wang: Customer, li: Person, client_of: Browser
) -> None:
    agree(mall, "GR-1")
    with pytest.raises(Refused) as refused:
        agree(wang, "GR-1")
    assert refused.value.field == "number"
    given = {"number": "GR-1", "title": "另一份", "since": "2026-05-01", "until": "", "note": ""}
    page = client_of(li).post(path("contract.create", wang.pk), given)
    assert page.status_code == 422 and "另一份" in page.content.decode()
    assert Contract.objects.count() == 1


def test_another_company_may_use_the_same_number(mall: Customer, other_company: Unit) -> None:
    agree(mall, "GR-1")
    stranger = Customer.objects.create(company=other_company, name="别家", created_at=now())
    assert agree(stranger, "GR-1").company == other_company


def test_an_end_before_the_beginning_is_refused_beside_the_field(mall: Customer) -> None:
    for make in (agree, begin):
        with pytest.raises(Refused) as refused:
            make(mall, since=days(0), until=days(-1))  # type: ignore[operator]
        assert refused.value.field == "until"
    assert agree(mall, until=today()).until == today()


def test_what_is_needed_is_asked_for(mall: Customer) -> None:
    for field, make in (
        ("number", lambda: agree(mall, "  ")),
        ("title", lambda: agree(mall, title=" ")),
        ("name", lambda: begin(mall, " ")),
    ):
        with pytest.raises(Refused) as refused:
            make()
        assert refused.value.field == field


def test_projects_and_places_of_others_are_refused(mall: Customer, wang: Customer) -> None:
    with pytest.raises(Refused) as refused:
        agree(mall, project=begin(wang))
    assert refused.value.field == "project"
    with pytest.raises(Refused) as refused:
        begin(mall, site=wang.sites.get())
    assert refused.value.field == "site"


def test_contracts_of_a_removed_project_and_projects_of_a_removed_place_stay(mall: Customer) -> None:
    site = save_site(customer=mall, unit=None, address="中央大街 1 号", building="", flat="", by=SYSTEM)
    project = begin(mall, site=site)
    contract = agree(mall, project=project)
    remove_site(site=site, by=SYSTEM)
    project.refresh_from_db()
    assert project.site is None
    remove_project(project=project, by=SYSTEM)
    contract.refresh_from_db()
    assert contract.project is None


def test_what_was_removed_meanwhile_is_neither_changed_nor_removed_again(mall: Customer) -> None:
    contract, project = agree(mall), begin(mall)
    stale, old = Contract.objects.get(pk=contract.pk), Project.objects.get(pk=project.pk)
    remove_contract(contract=contract, by=SYSTEM)
    remove_project(project=project, by=SYSTEM)
    for again in (
        lambda: remove_contract(contract=stale, by=SYSTEM),
        lambda: remove_project(project=old, by=SYSTEM),
        lambda: agree(mall, "neu", contract=stale),
        lambda: begin(mall, "neu", project=old),
    ):
        with pytest.raises(AlreadyDone):
            again()


@pytest.mark.req("CUS-2")
def test_merging_carries_contracts_and_projects_along(company: Unit, mall: Customer, li: Person) -> None:
    double = create_customer(company=company, name="北方商场（重复）", by=SYSTEM)
    project = begin(double)
    contract = agree(double, project=project)
    agree(mall, "HT-2")
    merge_customers(keep=mall, double=double, by=li)
    assert contract in contracts_of(mall) and projects_of(mall) == [project]
    assert not contracts_of(double) and not projects_of(double)


def test_outsiders_find_neither_contract_nor_project(
    wang: Customer, li: Person, chen: Person, client_of: Browser
) -> None:
    contract, project = agree(wang), begin(wang)
    client = client_of(chen)
    for noun, row in (("contract", contract), ("project", project)):
        assert client.get(path(f"{noun}.update", row.pk)).status_code == 404
        assert client.post(path(f"{noun}.delete", row.pk)).status_code == 404
        assert client.get(path(f"{noun}.create", wang.pk)).status_code == 404
    assert Contract.objects.exists() and Project.objects.exists()
    assert contracts_in_force(wang.pk, by=chen) == []
    assert contracts_in_force(wang.pk, by=li) == [contract]


def test_who_may_not_change_the_card_reads_it_without_links(
    wang: Customer, sun: Person, client_of: Browser
) -> None:
    contract = agree(wang, title="供热服务合同")
    page = client_of(sun).get(path("customer.show", wang.pk)).content.decode()
    assert "供热服务合同" in page and path("contract.update", contract.pk) not in page


def test_card_costs_the_same_for_one_contract_and_for_thirty(
    mall: Customer, wang: Customer, li: Person, client_of: Browser
) -> None:
    client = client_of(li)

    def grow(first: int = 1, last: int = 30) -> None:
        site = save_site(customer=mall, unit=None, address="中央大街", building="", flat="", by=SYSTEM)
        for number in range(first, last):
            agree(mall, f"HT-{number}", project=begin(mall, f"项目 {number}", site=site))

    grow(0, 1)
    assert_query_count_constant(lambda: client.get(path("customer.show", mall.pk)), grow)
