"""Projects that are carried out for a customer."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers import events
from quanfu.customers.models import Customer, Project, Site


@transaction.atomic
def save_project(
    *,
    customer: Customer,
    name: str,
    since: date,
    by: Actor,
    site: Site | None = None,
    until: date | None = None,
    note: str = "",
    project: Project | None = None,
) -> Project:
    """Add a project, or overwrite the given one. ``site`` is one of the customer's places.

    Refused without a name, with a place of somebody else, and when it would end before it begins.
    """
    new = {
        "name": name.strip(),
        "site_id": site.pk if site else None,
        "since": since,
        "until": until,
        "note": note.strip(),
    }
    if not new["name"]:
        raise Refused(_("Enter a name."), field="name")
    if until is not None and until < since:
        raise Refused(_("The end date comes before the start date."), field="until")
    if site is not None and not Site.objects.filter(pk=site.pk, customer=customer).exists():
        raise Refused(_("Choose one of this customer's places."), field="site")
    if project is None:
        project = Project.objects.create(customer=customer, **new)
        emit(events.PROJECT_CREATED, project, by=by, data={"customer": customer.pk})
        return project
    changes = {
        field: [_plain(getattr(project, field)), _plain(value)]
        for field, value in new.items()
        if getattr(project, field) != value
    }
    if changes:
        if not Project.objects.filter(pk=project.pk).update(**new):
            raise AlreadyDone(_("This project has been removed."))
        emit(events.PROJECT_CHANGED, project, by=by, changes=changes, data={"customer": customer.pk})
        project.refresh_from_db()
    return project


@transaction.atomic
def remove_project(*, project: Project, by: Actor) -> None:
    """Delete the project; its contracts stay, without a project."""
    emit(
        events.PROJECT_DELETED, project, by=by, changes={"name": [project.name, ""]},
        data={"customer": project.customer_id},
    )  # fmt: skip
    if not Project.objects.filter(pk=project.pk).delete()[0]:
        raise AlreadyDone(_("This project has been removed."))


def _plain(value: object) -> object:
    """As the journal keeps it."""
    return value.isoformat() if isinstance(value, date) else value
