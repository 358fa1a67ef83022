"""Places where a customer is served."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers import events
from quanfu.customers.models import Customer, Site

if TYPE_CHECKING:
    from quanfu.org.models import Unit


@transaction.atomic
def save_site(
    *,
    customer: Customer,
    unit: "Unit | None",
    address: str,
    building: str,
    flat: str,
    by: Actor,
    site: Site | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Site:
    """Add a place, or overwrite the given one. ``unit`` is the station that serves it, of the customer's company.

    Refused with one coordinate of the two (degrees, WGS 84).
    """
    if (latitude is None) != (longitude is None):
        raise Refused(_("Give both coordinates or none."), field="longitude")
    if unit is not None and (unit.company_id or unit.pk) != customer.company_id:
        raise Refused(_("This unit belongs to another company."), field="unit")
    new = {
        "unit_id": unit.pk if unit else None,
        "address": address.strip(),
        "building": building.strip(),
        "flat": flat.strip(),
        "latitude": latitude,
        "longitude": longitude,
    }
    if site is None:
        site = Site.objects.create(customer=customer, **new)
        emit(events.SITE_CREATED, site, by=by, data={"customer": customer.pk})
        return site
    changes = {
        field: [getattr(site, field), value] for field, value in new.items() if getattr(site, field) != value
    }
    if changes:
        if not Site.objects.filter(pk=site.pk).update(**new):
            raise AlreadyDone(_("This place has been removed."))
        emit(events.SITE_CHANGED, site, by=by, changes=changes, data={"customer": customer.pk})
        site.refresh_from_db()
    return site


@transaction.atomic
def remove_site(*, site: Site, by: Actor) -> None:
    """Delete the place; Refused when requests point to it."""
    pk = site.pk
    emit(
        events.SITE_DELETED,
        site,
        by=by,
        changes={"address": [str(site), ""]},
        data={"customer": site.customer_id},
    )
    try:
        removed = Site.objects.filter(pk=pk).delete()[0]
    except ProtectedError:
        raise Refused(_("Requests were made for this place, so it stays.")) from None
    if not removed:
        raise AlreadyDone(_("This place has been removed."))
