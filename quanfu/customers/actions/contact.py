"""People who speak for a customer."""

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers import events
from quanfu.customers.models import Contact, Customer
from quanfu.customers.queries.phone import dialable


@transaction.atomic
def save_contact(
    *, customer: Customer, name: str, phone: str, email: str, by: Actor, contact: Contact | None = None
) -> Contact:
    """Add a contact, or overwrite the given one. Refused without any way to reach the person."""
    new = {"name": name.strip(), "phone": dialable(phone), "email": email.strip().lower()}
    if not new["phone"] and not new["email"]:
        raise Refused(_("Enter a phone number or a mail address."), field="phone")
    if contact is None:
        contact = Contact.objects.create(customer=customer, **new)
        emit(events.CONTACT_CREATED, contact, by=by, data={"customer": customer.pk})
        return contact
    changes = {
        field: [getattr(contact, field), value]
        for field, value in new.items()
        if getattr(contact, field) != value
    }
    if changes:
        if not Contact.objects.filter(pk=contact.pk).update(**new):
            raise AlreadyDone(_("This contact has been removed."))
        emit(events.CONTACT_CHANGED, contact, by=by, changes=changes, data={"customer": customer.pk})
        contact.refresh_from_db()
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: Actor) -> None:
    """Delete the contact; the journal keeps who it was."""
    emit(
        events.CONTACT_DELETED, contact, by=by, data={"customer": contact.customer_id},
        changes={"name": [contact.name, ""], "phone": [contact.phone, ""], "email": [contact.email, ""]},
    )  # fmt: skip
    if not Contact.objects.filter(pk=contact.pk).delete()[0]:
        raise AlreadyDone(_("This contact has been removed."))
