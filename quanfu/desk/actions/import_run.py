"""Bringing in a list of requests: in batches, resumable, each row once."""

import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channel_for
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.numbers import reserve_numbers
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk import events
from quanfu.desk.actions.service_type import save_service_type
from quanfu.desk.enums import Kind, State
from quanfu.desk.models import ImportRun, Request, ServiceType
from quanfu.desk.queries.import_map import ImportMap
from quanfu.org.actions.unit import create_unit
from quanfu.org.queries.person import head_of
from quanfu.org.queries.unit import units_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Unit

BATCH = 2000
Rows = Iterable[tuple[int, dict[str, Any]]]


@dataclass
class Outcome:
    """What became of the list. ``wrong``: (line, row, reason)."""

    added: int = 0
    known: int = 0
    wrong: list[tuple[int, dict[str, Any], str]] = field(default_factory=list)


def import_requests(
    *, company: "Unit", rows: Rows, file_name: str, sha256: str, import_map: ImportMap, by: Actor,
    dry_run: bool = False, progress: Callable[[int], None] | None = None,
) -> Outcome:  # fmt: skip
    """Add the rows that are not there yet; rows that do not fit are reported and left out.

    An interrupted run goes on after its last finished batch. Closed rows come in as closed requests, open ones as
    approved, with the head of their unit responsible. A dry run checks everything and writes nothing.
    """
    work = _Import(company, import_map, by)
    outcome, start, run = Outcome(), 0, None
    if not dry_run:
        run, _new = ImportRun.objects.get_or_create(
            company=company, source=import_map.source, file_sha256=sha256,
            defaults={"file_name": file_name[:200], "by": by.person, "started_at": now()},
        )  # fmt: skip
        start = run.line if run.finished_at is None else 0
    for batch in _batches(rows, start):
        good: dict[str, dict[str, Any]] = {}
        for line, row in batch:
            try:
                record = import_map.record(row)
                work.refuse_unknown(record)
                if record["source_key"] in good:
                    raise Refused(_("The same key stands in the list twice."))
                good[record["source_key"]] = record
            except Refused as refused:
                outcome.wrong.append((line, row, str(refused)))
        known = work.known(good)
        new = [record for key, record in good.items() if key not in known]
        outcome.added, outcome.known = outcome.added + len(new), outcome.known + len(known)
        if run is not None:
            with transaction.atomic():
                work.write(new, run)
                run.line = batch[-1][0]
                run.added, run.known, run.wrong = outcome.added, outcome.known, len(outcome.wrong)
                run.save()
        if progress:
            progress(len(batch))
    if run is not None:
        ImportRun.objects.filter(pk=run.pk).update(finished_at=now())
    return outcome


def _batches(rows: Rows, start: int) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    fresh = (item for item in rows if item[0] > start)
    while batch := list(itertools.islice(fresh, BATCH)):
        yield batch


class _Import:
    """What is looked up once for all rows: types, units, the channel."""

    def __init__(self, company: "Unit", import_map: ImportMap, by: Actor):
        self.company, self.map, self.by = company, import_map, by
        self.channel = channel_for(company, ChannelKind.IMPORT)
        self.units = {u.code: u for u in units_of_company(company.pk)}
        self.units |= {u.name: u for u in self.units.values()}
        self.heads: dict[int, Any] = {}
        types = list(ServiceType.objects.filter(company=company).select_related("parent"))
        self.groups = {t.name: t for t in types if t.parent_id is None}
        self.types = {(t.parent.name, t.name): t for t in types if t.parent_id and t.parent}

    def refuse_unknown(self, record: dict[str, Any]) -> None:
        if record["unit"] and record["unit"] not in self.units and not self.map.create_units:
            raise Refused(_("There is no unit “%(name)s”.") % {"name": record["unit"]})
        pair = (record["type_group"], record["type_name"])
        if any(pair) and pair not in self.types and not self.map.create_types:
            raise Refused(_("There is no service type “%(name)s”.") % {"name": " / ".join(pair)})
        if record["contact_phone"] and not normal_phone(record["contact_phone"]):
            raise Refused(_("“%(value)s” is no phone number.") % {"value": record["contact_phone"]})
        unit = self.units.get(record["unit"], self.company)
        if record["closed_at"] is None and self._head(unit) is None:
            raise Refused(_("The unit “%(unit)s” has no head who could take the request.") % {"unit": unit})

    def _head(self, unit: "Unit") -> Any:
        if unit.pk not in self.heads:
            self.heads[unit.pk] = head_of(unit)
        return self.heads[unit.pk]

    def known(self, keys: Iterable[str]) -> set[str]:
        found = Request.objects.filter(
            company=self.company, source=self.map.source, source_key__in=list(keys)
        )
        return set(found.values_list("source_key", flat=True))

    def write(self, records: list[dict[str, Any]], run: ImportRun) -> None:
        if not records:
            return
        numbers = self._numbers(records)
        requests = Request.objects.bulk_create([self._request(r, numbers) for r in records], batch_size=500)
        emit(events.REQUEST_IMPORTED, run, by=self.by, data={"ids": [r.pk for r in requests]})

    def _numbers(self, records: list[dict[str, Any]]) -> dict[date, list[str]]:
        count: dict[date, int] = defaultdict(int)
        for record in records:
            count[timezone.localdate(record["opened_at"])] += 1
        return {day: reserve_numbers("IM", day, n)[::-1] for day, n in count.items()}

    def _request(self, r: dict[str, Any], numbers: dict[date, list[str]]) -> Request:
        unit = self._unit(r["unit"])
        service_type = (
            self._type(r["type_group"], r["type_name"]) if r["type_group"] or r["type_name"] else None
        )
        closed = r["closed_at"]
        head = self._head(unit)
        return Request(
            number=numbers[timezone.localdate(r["opened_at"])].pop(), company=self.company, unit=unit,
            kind=service_type.kind if service_type else Kind.ENQUIRY, state=State.CLOSED if closed else State.APPROVED,
            priority=r["priority"], service_type=service_type, charge=service_type.charge if service_type else "",
            subject=r["subject"], body=r["body"], special_wish=r["special_wish"], contact_name=r["contact_name"] or "—",
            contact_phone=normal_phone(r["contact_phone"]), contact_email=r["contact_email"], contact_company=r["contact_company"],
            channel=self.channel, owner=head, responsible=head, opened_at=r["opened_at"], approved_at=r["opened_at"],
            done_at=closed, fed_back_at=closed, closed_at=closed, due_at=closed or r["opened_at"], result=r["result"],
            last_line=(r["result"] or r["body"] or r["subject"])[:120], updated_at=closed or r["opened_at"],
            source=self.map.source, source_key=r["source_key"],
        )  # fmt: skip

    def _unit(self, name: str) -> "Unit":
        if not name:
            return self.company
        if name not in self.units:
            self.units[name] = create_unit(
                parent=self.company, code=name, name=name, kind=self.map.create_units, by=self.by
            )
        return self.units[name]

    def _type(self, group: str, name: str) -> ServiceType:
        group, name = group or name, name or group
        if (group, name) not in self.types:
            if group not in self.groups:
                self.groups[group] = self._make_type(group, "", None)
            self.types[group, name] = self._make_type(group, name, self.groups[group])
        return self.types[group, name]

    def _make_type(self, group: str, name: str, parent: ServiceType | None) -> ServiceType:
        words = re.sub(r"[^\w]+", "-", f"{group}/{name}".lower()).strip("-")[:44]
        code = f"{words}-{hashlib.sha256(f'{group}/{name}'.encode()).hexdigest()[:8]}"
        return save_service_type(instance=None, by=self.by, company_id=self.company.pk, parent=parent, code=code,
                                 name=name or group, kind=Kind.ENQUIRY)  # fmt: skip
