"""A house in which every column that holds somebody's words holds an attack."""

from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction

from quanfu.channels.models import ChannelCheck
from quanfu.core.clock import now
from quanfu.core.models import JournalEntry
from quanfu.core.models.field import FieldDefinition
from quanfu.desk.models import Note, Request
from quanfu.knowledge.models import Candidate
from tests.browser.hook import fill

# Names, keys and tokens that the program gives itself; nobody writes into them.
OWN = {
    "path", "code", "key", "sha256", "queue", "series", "event", "subject_type", "actor_kind", "request_id", "password", "login", "locale",
    "start", "token", "digest", "nonce", "owner", "message_id", "content_hash", "thread", "kind", "period", "base_share", "sealed", "listener",
    "provider_id", "tokens", "before", "due_for", "tz", "request_number", "hours", "sound", "initials", "scope", "shortcut", "type", "way",
}  # fmt: skip
CLEANED = {"html"}  # held as the reader of mails has cleaned it: real mails are the test of that
NUMBERS = {
    "desk.Request",
    "workorders.Order",
    "channels.Extension",
    "core.SearchWord",
    "core.Version",
    "core.Worker",
}
NOT = {
    "api.IdempotencyKey",
    "core.JournalEntry",
    "core.Job",
    "core.ScheduledRun",
    "core.SearchCursor",
    "portal.Allowance",
    "portal.Submission",
}


LINKS = {
    "url",
    "page",
    "recording",
}  # an attack must begin the text to be a link; what is checked on its way in begins with https


def words(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of the model that hold words of people, or of other programs."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.unique
        and field.name not in OWN | CLEANED
        and not (field.name == "number" and model._meta.label in NUMBERS)
    ]


def poison(*, begin: str = "") -> int:
    """Put attacks into every column of words of every row that there is; how many places. begin: what each begins with."""
    places = 0
    for model in apps.get_models():
        if not model.__module__.startswith("quanfu.") or model._meta.label in NOT | NUMBERS - {
            "desk.Request",
            "workorders.Order",
        }:
            continue
        columns = words(model)
        for number, row in enumerate(model._default_manager.order_by("pk")):
            values = {f.attname: _attack(model, f, number, begin) for f in columns}
            places += _write(model, row.pk, values)
    return places + _in_structures()


def _attack(model: type[models.Model], field: models.Field[Any, Any], number: int, begin: str) -> str:
    if isinstance(field, models.URLField):
        return "https://evil.example/'\"><b hookx onclick=__ran(90)>" + '" onmouseover="__ran(91)" hookx="'
    if field.name in LINKS:
        return ("javascript:__ran(92)", "//evil.example/x", "data:text/html,<script>__ran(93)</script>")[
            number % 3
        ]
    return (begin + fill(model._meta.label, field.name, number, most=field.max_length))[: field.max_length]


def _in_structures() -> int:
    """The words inside columns of JSON, and of the journal, which may only be added to."""
    attack = fill("json")
    Request.objects.update(facts={"floor": attack, "colour": "red", "say": attack})
    for owner in set(FieldDefinition.objects.values_list("owner", flat=True)):
        choice = [{"code": "red", "label": attack, "label_en": attack}]
        FieldDefinition.objects.create(
            owner=owner, code="colour", label=attack[:80], kind="choice", choices=choice, position=8
        )
        FieldDefinition.objects.create(owner=owner, code="say", label=attack[:80], kind="text", position=9)
    ChannelCheck.objects.update(findings=[[False, attack], [True, attack]])
    Candidate.objects.update(examples=[attack])
    told = {"text": attack, "reason": attack, "name": attack, "person": attack}
    for request in Request.objects.all():
        for kind in ("note", "reply"):
            Note.objects.create(request=request, kind=kind, text=attack, author=attack[:80], at=now())
        JournalEntry.objects.create(
            at=now(), event="desk.note.added", actor_kind="person", actor_label=attack[:120], subject_type="desk.Request", subject_id=request.pk,
            subject_label=attack[:120], changes={"subject": [attack, attack], attack: [attack, attack]}, data=told, company=request.company_id,
        )  # fmt: skip
    return 8


def _write(model: type[models.Model], pk: Any, values: dict[str, str]) -> int:
    """All at once, or, where a rule of the table forbids one of them, each by itself."""
    try:
        with transaction.atomic():
            if values:
                model._default_manager.filter(pk=pk).update(**values)
            return len(values)
    except DatabaseError:
        if len(values) == 1:
            return 0
    return sum(_write(model, pk, {name: value}) for name, value in values.items())


def forget() -> None:
    """What pages remember of settings is read again."""
    from django.core.cache import cache

    from quanfu.core import cached

    cached.forget_all()
    cache.clear()
