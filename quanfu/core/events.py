"""emit: an act is written to the journal and everyone wired to it is told, now or after commit."""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from quanfu.core import push
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.graph import add, one_write
from quanfu.core.middleware import current_request_id
from quanfu.core.models.journal import JournalEntry

JOB_RERUN = "core.job.rerun"
JOB_DROPPED = "core.job.dropped"
RULE_SET = "core.rule.set"
RULE_DELETED = "core.rule.deleted"
FIELD_DEFINED = "core.field.defined"
FIELD_CHANGED = "core.field.changed"
CALENDAR_SAVED = "core.calendar.saved"
CALENDAR_DELETED = "core.calendar.deleted"
CALENDAR_DAY_SET = "core.calendar_day.set"
CALENDAR_DAY_DELETED = "core.calendar_day.deleted"
CALENDAR_DAY_IMPORTED = "core.calendar_day.imported"


@dataclass
class Event:
    """What a reaction gets. ``subject`` is the instance itself now, and is fetched when the reaction runs later."""

    name: str
    subject_type: str
    subject_id: int
    actor: str
    at: datetime
    changes: dict[str, list[Any]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    journal_id: int = 0
    by: Actor | None = None

    @cached_property
    def subject(self) -> Any:
        return apps.get_model(self.subject_type).objects.get(pk=self.subject_id)

    @classmethod
    def of(cls, entry: JournalEntry) -> "Event":
        return cls(entry.event, entry.subject_type, entry.subject_id, entry.actor_label, entry.at,
                   entry.changes, entry.data, entry.pk)  # fmt: skip


def reactions_to(name: str) -> tuple[list[Any], list[Any]]:
    """(now, later) of the wiring table; an event nobody waits for has none."""
    return import_module(settings.WIRING).REACTIONS.get(name, ([], []))


def _company_of(subject: models.Model, by: Actor) -> int | None:
    """The thing's company, else that of the one who acts."""
    company: int | None = getattr(subject, "company_id", None)
    return by.person.company_id if company is None and by.person is not None else company


def emit(
    name: str,
    subject: models.Model,
    *,
    by: Actor,
    changes: dict[str, list[Any]] | None = None,
    data: dict[str, Any] | None = None,
    label: str = "",
) -> JournalEntry:
    """Write one journal row and run the wired reactions. Must be called inside the transaction of the act.

    changes: {"field": [old, new]}; data: what reactions need beyond the subject's id. Both must be JSON.
    'now' reactions run here and fail the act with them; 'later' ones are enqueued with it and never fail it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("emit() outside a transaction: the act and its journal row must be one")
    from quanfu.core.jobs import react  # jobs run reactions, so they import this module

    at_once, later = reactions_to(name)
    # One statement for the row, the jobs and what the reactions add; a lone row needs no such care.
    with one_write(savepoint=False) if at_once or later else nullcontext():
        entry = add(
            JournalEntry(
                at=now(),
                event=name,
                actor_kind=by.actor_kind,
                actor_id=by.actor_id,
                actor_label=by.actor_label[:120],
                subject_type=subject._meta.label,
                subject_id=subject.pk,
                subject_label=(label or str(subject))[:120],
                changes=changes or {},
                data=data or {},
                request_id=current_request_id(),
                company=_company_of(subject, by),
            )
        )
        if at_once:
            event = Event.of(entry)
            event.by = by
            event.__dict__["subject"] = subject
            for reaction in at_once:
                reaction(event)
        for reaction in later:
            react.enqueue(journal_id=entry.pk, reaction=f"{reaction.__module__}.{reaction.__name__}")
    push.changed(entry)
    return entry
