"""Contracts about a customer's service."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers import events
from quanfu.customers.models import Contract, Customer, Project


@transaction.atomic
def save_contract(
    *,
    customer: Customer,
    number: str,
    title: str,
    since: date,
    by: Actor,
    project: Project | None = None,
    until: date | None = None,
    note: str = "",
    contract: Contract | None = None,
) -> Contract:
    """Add a contract, or overwrite the given one. ``number`` is the company's own, ``project`` one of the customer's.

    Refused without number or title, with a number that another contract of the company has, with a project of somebody
    else, and when it would end before it begins.
    """
    new = {
        "number": number.strip(),
        "title": title.strip(),
        "project_id": project.pk if project else None,
        "since": since,
        "until": until,
        "note": note.strip(),
    }
    _check(customer, new, project, contract)
    changes = {
        field: [_plain(getattr(contract, field)), _plain(value)]
        for field, value in new.items()
        if contract and getattr(contract, field) != value
    }
    try:
        with transaction.atomic():
            if contract is None:
                made = Contract.objects.create(company_id=customer.company_id, customer=customer, **new)
                emit(events.CONTRACT_CREATED, made, by=by, data={"customer": customer.pk})
                return made
            if changes and not Contract.objects.filter(pk=contract.pk).update(**new):
                raise AlreadyDone(_("This contract has been removed."))
    except IntegrityError:  # two people wrote it at the same moment
        raise Refused(_("Another contract has this number."), field="number") from None
    if changes:
        emit(events.CONTRACT_CHANGED, contract, by=by, changes=changes, data={"customer": customer.pk})
        contract.refresh_from_db()
    return contract


@transaction.atomic
def remove_contract(*, contract: Contract, by: Actor) -> None:
    """Delete the contract; the journal keeps what it was."""
    emit(
        events.CONTRACT_DELETED, contract, by=by, data={"customer": contract.customer_id},
        changes={"number": [contract.number, ""], "title": [contract.title, ""]},
    )  # fmt: skip
    if not Contract.objects.filter(pk=contract.pk).delete()[0]:
        raise AlreadyDone(_("This contract has been removed."))


def _check(
    customer: Customer, new: Mapping[str, Any], project: Project | None, contract: Contract | None
) -> None:
    if not new["number"]:
        raise Refused(_("Enter the number of the contract."), field="number")
    if not new["title"]:
        raise Refused(_("Say what the contract is about."), field="title")
    if new["until"] is not None and new["until"] < new["since"]:
        raise Refused(_("The end date comes before the start date."), field="until")
    if project is not None and not Project.objects.filter(pk=project.pk, customer=customer).exists():
        raise Refused(_("Choose one of this customer's projects."), field="project")
    same = Contract.objects.filter(company=customer.company_id, number=new["number"])
    if (same.exclude(pk=contract.pk) if contract else same).exists():
        raise Refused(_("Another contract has this number."), field="number")


def _plain(value: object) -> object:
    """As the journal keeps it."""
    return value.isoformat() if isinstance(value, date) else value
