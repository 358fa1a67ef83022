"""The service catalogue."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.models import Request, ServiceCertificate, ServiceSkill, ServiceStep, ServiceType
from quanfu.desk.queries.service_type import CATALOGUE


def save_service_type(
    *,
    instance: ServiceType | None,
    by: Actor,
    steps: list[str] | None = None,
    skills: dict[int, int] | None = None,
    papers: Iterable[int] | None = None,
    **columns: Any,
) -> ServiceType:
    """Make or change a line of the catalogue; steps, skills (id → least level) and demanded certificates (ids of their kinds)
    replace what was there.

    Open requests keep the steps they were ordered with. Refused for a third level, a doubled code, a group that has
    requests, or one put under itself.
    """
    parent = columns.get("parent")
    if parent and parent.parent_id:
        raise Refused(_("The catalogue has two levels."), field="parent")
    if instance and parent and instance.pk and instance.children.exists():
        raise Refused(_("A group with types of its own cannot be put under another."), field="parent")
    company_id: Any = columns.pop("company_id", None) or (instance and instance.company_id)
    company_id = company_id or (by.person and by.person.company_id)
    twin = ServiceType.objects.filter(
        company_id=company_id, code=columns.get("code", instance.code if instance else "")
    )
    if (twin.exclude(pk=instance.pk) if instance and instance.pk else twin).exists():
        raise Refused(_("This code is taken."), field="code")
    with transaction.atomic():
        before = (
            ServiceType.objects.filter(pk=instance.pk).values().first() if instance and instance.pk else None
        )
        service_type = instance or ServiceType()
        service_type.company_id = company_id
        for name, value in columns.items():
            setattr(service_type, name, value)
        service_type.save()
        if steps is not None:
            service_type.steps.all().delete()
            ServiceStep.objects.bulk_create(
                ServiceStep(service_type=service_type, position=n, title=t) for n, t in enumerate(steps, 1)
            )
        if skills is not None:
            service_type.demands.all().delete()
            ServiceSkill.objects.bulk_create(
                ServiceSkill(service_type=service_type, skill_id=s, level=lv) for s, lv in skills.items()
            )
        if papers is not None:
            service_type.papers.all().delete()
            ServiceCertificate.objects.bulk_create(
                ServiceCertificate(service_type=service_type, kind_id=kind) for kind in papers
            )
        CATALOGUE.changed()
        after = ServiceType.objects.filter(pk=service_type.pk).values().get()
        old: dict[str, Any] = dict(before or {})
        changes = {k: [old.get(k), v] for k, v in after.items() if old.get(k) != v}
        emit(
            events.SERVICE_TYPE_SAVED,
            service_type,
            by=by,
            changes=changes,
            data={"steps": steps, "skills": skills, "certificates": list(papers or ())},
        )
    return service_type


def delete_service_type(*, instance: ServiceType, by: Actor) -> None:
    """Remove a line that was never used; used ones are taken out of use instead."""
    if instance.children.exists() or Request.objects.filter(service_type=instance).exists():
        raise Refused(_("It has been used; take it out of use instead."))
    with transaction.atomic():
        emit(events.SERVICE_TYPE_DELETED, instance, by=by, changes={"code": [instance.code, None]})
        instance.delete()
        CATALOGUE.changed()
