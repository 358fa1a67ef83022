"""How the columns of a foreign list become requests: a TOML file, read and checked here. No database.

[import]
source = "old-crm"                # with the key it names a row for good
key = ["id"]                      # columns; "*" stands for a digest of the whole row
time_zone = "Asia/Shanghai"
create_types = true               # make missing service types (group / name) and units
create_units = "outlet"

[fields]                          # field = "column", or a table:
opened_at = {column = "created", format = "%d.%m.%Y %H:%M"}
closed_at = "closed"
subject = {template = "{kind}: {detail}"}
contact_name = {value = "unknown"}
priority = {column = "prio", values = {high = "urgent"}, default = "normal"}
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from quanfu.core.errors import Refused
from quanfu.desk.enums import Priority
from quanfu.org.enums import UnitKind

FIELDS = (
    "opened_at", "closed_at", "subject", "body", "contact_name", "contact_phone", "contact_email", "contact_company",
    "type_group", "type_name", "priority", "unit", "result", "special_wish",
)  # fmt: skip
LENGTHS = {
    "subject": 200, "body": 20000, "contact_name": 60, "contact_phone": 24, "contact_email": 254, "contact_company": 120,
    "type_group": 80, "type_name": 80, "unit": 40, "result": 20000, "special_wish": 300,
}  # fmt: skip
REQUIRED = ("opened_at", "subject")


@dataclass(frozen=True)
class Source:
    """Where one field comes from: a column, a template over columns, or a fixed value."""

    column: str = ""
    template: str = ""
    value: str = ""
    format: str = ""
    default: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def of(self, row: Mapping[str, Any]) -> Any:
        if self.template:
            filled = self.template.format_map(
                {k: "" if v is None else str(v).strip() for k, v in row.items()}
            )
            return filled.strip(" :-/") or self.default
        found = row.get(self.column) if self.column else self.value
        if isinstance(found, str):
            found = found.strip()
        found = self.values.get(str(found), found) if self.values else found
        return self.default if found in (None, "") else found


@dataclass(frozen=True)
class ImportMap:
    source: str
    key: tuple[str, ...]
    zone: ZoneInfo
    fields: Mapping[str, Source]
    create_types: bool = False
    create_units: str = ""

    def columns(self) -> set[str]:
        return {s.column for s in self.fields.values() if s.column} | {k for k in self.key if k != "*"}

    def key_of(self, row: Mapping[str, Any]) -> str:
        """What names the row for good; Refused when a key column is empty."""
        parts = []
        for name in self.key:
            if name == "*":
                text = "\x1f".join(f"{k}={row[k]}" for k in sorted(row))
                parts.append(hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12])
            elif row.get(name) in (None, ""):
                raise Refused(_("The key column “%(column)s” is empty.") % {"column": name})
            else:
                parts.append(str(row[name]).strip())
        return ":".join(parts)[:80]

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row as values of a request; Refused with the reason when something does not fit."""
        record: dict[str, Any] = {"source_key": self.key_of(row)}
        for name in FIELDS:
            source = self.fields.get(name)
            value = source.of(row) if source else ""
            if name in ("opened_at", "closed_at"):
                record[name] = self._instant(name, value, source.format if source else "")
            elif name == "priority":
                record[name] = self._priority(value)
            else:
                record[name] = self._text(name, value)
        for name in REQUIRED:
            if not record[name]:
                raise Refused(_("“%(field)s” is missing.") % {"field": name})
        if record["closed_at"] and record["closed_at"] < record["opened_at"]:
            raise Refused(_("It was closed before it was opened."))
        return record

    def _text(self, name: str, value: Any) -> str:
        text = str(value)
        if "\x00" in text:
            raise Refused(_("“%(field)s” contains a NUL character.") % {"field": name})
        if len(text) > LENGTHS[name]:
            raise Refused(
                _("“%(field)s” is longer than %(most)s characters.") % {"field": name, "most": LENGTHS[name]}
            )
        return text

    def _instant(self, name: str, value: Any, form: str) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            if isinstance(value, str):
                value = datetime.strptime(value, form) if form else datetime.fromisoformat(value)  # noqa: DTZ007 - zone below
            elif isinstance(value, date) and not isinstance(value, datetime):
                value = datetime.combine(value, time())
            found = value if value.tzinfo else value.replace(tzinfo=self.zone)
            return found.astimezone(UTC)  # type: ignore[no-any-return]
        except (ValueError, OverflowError, AttributeError):
            raise Refused(
                _("“%(field)s” is not a time: %(value)s") % {"field": name, "value": str(value)[:40]}
            ) from None

    @staticmethod
    def _priority(value: Any) -> int:
        try:
            return Priority[str(value or "normal").upper()].value
        except KeyError:
            raise Refused(_("“%(value)s” is no priority.") % {"value": str(value)[:40]}) from None


def read_map(text: str) -> ImportMap:
    """Read and check a map; Refused says what is wrong with it."""
    try:
        raw = tomllib.loads(text)
        head, fields = raw["import"], raw["fields"]
        sources = {
            name: Source(column=v) if isinstance(v, str) else Source(**v) for name, v in fields.items()
        }
        found = ImportMap(
            head["source"], tuple(head["key"]), ZoneInfo(head.get("time_zone", "Asia/Shanghai")), sources,
            bool(head.get("create_types")), str(head.get("create_units", "")),
        )  # fmt: skip
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("The map is not TOML: %(error)s") % {"error": error}) from None
    except KeyError as error:
        raise Refused(_("The map lacks %(name)s.") % {"name": error}) from None
    except (TypeError, ValueError, AttributeError) as error:
        raise Refused(_("The map is wrong: %(error)s") % {"error": error}) from None
    if unknown := set(sources) - set(FIELDS):
        raise Refused(_("The map names unknown fields: %(names)s") % {"names": ", ".join(sorted(unknown))})
    if missing := set(REQUIRED) - set(sources):
        raise Refused(_("The map lacks %(name)s.") % {"name": ", ".join(sorted(missing))})
    if found.create_units and found.create_units not in UnitKind.values:
        raise Refused(_("The map names an unknown kind of unit: %(name)s") % {"name": found.create_units})
    return found
