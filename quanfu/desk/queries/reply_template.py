"""Replies to begin with, and the fields that may stand in them."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.desk.models import ReplyTemplate, Request
from quanfu.desk.queries.request import tracking_path

if TYPE_CHECKING:
    from quanfu.org.models import Person

# name: (what it is, its value for a request and the one who writes)
TEMPLATE_FIELDS: dict[str, tuple[object, Callable[[Request, "Person"], str]]] = {
    "contact_name": (_("name of the customer"), lambda r, _by: r.contact_name),
    "number": (_("number of the request"), lambda r, _by: r.number),
    "subject": (_("subject"), lambda r, _by: r.subject),
    "service_type": (_("service type"), lambda r, _by: r.service_type.label if r.service_type else ""),
    "due": (_("when the next limit ends"), lambda r, _by: f"{timezone.localtime(r.due_at):%Y-%m-%d %H:%M}"),
    "opened": (_("when it came in"), lambda r, _by: f"{timezone.localtime(r.opened_at):%Y-%m-%d %H:%M}"),
    "result": (_("result"), lambda r, _by: r.result),
    "responsible": (_("responsible person"), lambda r, _by: r.responsible.name if r.responsible else ""),
    "agent": (_("who writes"), lambda _r, by: by.name),
    "company": (_("our company"), lambda r, _by: r.company.label),
    "unit": (_("our unit"), lambda r, _by: r.unit.label),
    "today": (_("today"), lambda _r, _by: today().isoformat()),
    "link": (_("link by which the customer follows it"), lambda r, _by: settings.PUBLIC_URL + tracking_path(r)),
}  # fmt: skip
FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def unknown_fields(text: str) -> list[str]:
    """The names in double braces that stand for nothing."""
    return [name for name in dict.fromkeys(FIELD.findall(text)) if name not in TEMPLATE_FIELDS]


def fill_template(template: ReplyTemplate, request: Request, by: "Person") -> str:
    """The text with its fields filled, in the language of the one who writes. Fields that a text kept from an earlier
    version names, but nobody knows any more, stay as they are."""
    text = template.text_en if template.text_en and get_language() == "en" else template.text
    return FIELD.sub(
        lambda m: TEMPLATE_FIELDS[m[1]][1](request, by) if m[1] in TEMPLATE_FIELDS else m[0], text
    )


def templates_of(company_id: int) -> QuerySet[ReplyTemplate]:
    return ReplyTemplate.objects.filter(company=company_id).select_related("service_type__parent")


def templates_for(request: Request) -> list[ReplyTemplate]:
    """Those in use that fit its type (or the group above it), kind and channel: the more exact first, then by position."""
    types = [request.service_type_id, request.service_type.parent_id] if request.service_type else []
    fits = (
        Q(company=request.company_id, is_active=True)
        & (Q(service_type=None) | Q(service_type__in=types))
        & (Q(kind="") | Q(kind=request.kind))
        & (Q(channel="") | Q(channel=request.channel.kind))
    )
    found = list(ReplyTemplate.objects.filter(fits).order_by("position", "name"))
    return sorted(found, key=lambda t: -sum(map(bool, (t.service_type_id, t.kind, t.channel))))


def filled_templates(request: Request, by: "Person") -> list[tuple[ReplyTemplate, str]]:
    return [(template, fill_template(template, request, by)) for template in templates_for(request)]
