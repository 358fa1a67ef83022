"""Making one customer of two records."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers import events
from quanfu.customers.models import Contact, Contract, Customer, Project, Site

FILLED = ("phone", "email", "grade", "call_from", "call_until", "note")


@transaction.atomic
def merge_customers(*, keep: Customer, double: Customer, by: Actor) -> Customer:
    """``double`` becomes ``keep``: contacts, places, projects, contracts and, in other contexts, the whole history come along (CUS-2).

    What ``keep`` lacks is taken from the double; a number or address that differs becomes a contact. The double's record
    stays, pointing to the one that is kept. Refused across companies.
    """
    if keep.pk == double.pk or keep.company_id != double.company_id:
        raise Refused(_("Choose two records of one company."))
    if keep.merged_into_id is not None:
        raise AlreadyDone(_("This record has been merged into another meanwhile."))
    if not Customer.objects.filter(pk=double.pk, merged_into=None).update(merged_into=keep):
        raise AlreadyDone(_("This record has been merged into another meanwhile."))
    filled: dict[str, Any] = {
        name: getattr(double, name) for name in FILLED if getattr(double, name) and not getattr(keep, name)
    }
    Customer.objects.filter(pk=keep.pk, merged_into=None).update(**filled or {"name": keep.name})
    phone = double.phone if double.phone not in ("", keep.phone, filled.get("phone")) else ""
    email = double.email if double.email not in ("", keep.email, filled.get("email")) else ""
    if phone or email:
        Contact.objects.create(customer=keep, name=double.name[:60], phone=phone, email=email)
    Contact.objects.filter(customer=double).update(customer=keep)
    Site.objects.filter(customer=double).update(customer=keep)
    Project.objects.filter(customer=double).update(customer=keep)
    Contract.objects.filter(customer=double).update(customer=keep)
    Customer.objects.filter(merged_into=double).update(merged_into=keep)
    emit(
        events.CUSTOMER_MERGED, keep, by=by, data={"double": double.pk},
        changes={name: [None, str(value)] for name, value in filled.items()},
    )  # fmt: skip
    keep.refresh_from_db()
    return keep
