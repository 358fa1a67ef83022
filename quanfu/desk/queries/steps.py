"""The acts that a macro strings together and that can be done to many requests at once.

A step is JSON: {"act": "priority", "value": 1}. They stand, and run, in the order of STEPS: the order of the work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.errors import Http404
from quanfu.desk import permissions
from quanfu.desk.enums import Priority
from quanfu.desk.models import Macro, ReplyTemplate, Request, ServiceType
from quanfu.org.queries.person import names_of

if TYPE_CHECKING:
    from quanfu.org.models import Person

Json = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """permission: asked of the runner at each request. undoable: a bulk act of it can be taken back."""

    code: str
    label: str | Promise
    permission: str
    icon: str
    undoable: bool = False


STEPS: dict[str, Step] = {step.code: step for step in (
    Step("classify", gettext_lazy("Classify"), permissions.CLASSIFICATION_CREATE, "tags", undoable=True),
    Step("priority", gettext_lazy("Set priority"), permissions.CLASSIFICATION_CREATE, "zap", undoable=True),
    Step("assign", gettext_lazy("Assign"), permissions.ASSIGNMENT_CREATE, "user-check", undoable=True),
    Step("reply", gettext_lazy("Reply"), permissions.NOTE_CREATE, "reply"),
    Step("note", gettext_lazy("Private note"), permissions.NOTE_CREATE, "sticky-note"),
    Step("snooze", gettext_lazy("Put aside"), permissions.SNOOZE_CREATE, "alarm-clock", undoable=True),
    Step("close", gettext_lazy("Close"), permissions.CLOSURE_CREATE, "archive"),
    Step("macro", gettext_lazy("Run a macro"), permissions.MACRO_RUN_CREATE, "wand-sparkles"),
)}  # fmt: skip
SNOOZES: dict[str, str | Promise] = {
    "tomorrow": gettext_lazy("until tomorrow morning"), "hours_2": gettext_lazy("for two hours"),
    "days_3": gettext_lazy("for three days"), "days_7": gettext_lazy("for a week"), "answer": gettext_lazy("until the customer answers"),
}  # fmt: skip


def bulk_steps(by: "Person") -> list[Step]:
    """What the person may do to many requests at once, in the order of the work."""
    return (
        [step for step in STEPS.values() if by.may(step.permission)]
        if by.may(permissions.BULK_CREATE)
        else []
    )


def macros_of(company_id: int) -> QuerySet[Macro]:
    return Macro.objects.filter(company=company_id)


def step_labels(macro: Macro) -> str:
    """The acts of a macro in words, without what they are done with."""
    return "、".join(str(STEPS[step["act"]].label) for step in macro.steps)


def macros_for(company_id: int) -> QuerySet[Macro]:
    """The macros in use in a company, in their order."""
    return macros_of(company_id).filter(is_active=True).order_by("position", "name")


def access_macro(pk: int, *, request: Request) -> Macro:
    """A macro in use in the company of a request that was fetched by access_request."""
    found = macros_for(request.company_id).filter(pk=pk).first()
    if found is None:
        raise Http404(str(pk))
    return found


def described(steps: Iterable[Json], by: "Person") -> list[tuple[Step, str]]:
    """Each step with what it would do, in words; three queries whatever their number."""
    given = list(steps)
    ids: dict[str, set[int]] = {
        act: {step["value"] for step in given if step["act"] == act and isinstance(step["value"], int)}
        for act in ("classify", "assign", "reply", "macro")
    }
    people = names_of(ids["assign"]) if ids["assign"] else {}
    types = (
        {t.pk: t.label for t in ServiceType.objects.filter(pk__in=ids["classify"])} if ids["classify"] else {}
    )
    replies = (
        {t.pk: t.name for t in ReplyTemplate.objects.filter(pk__in=ids["reply"])} if ids["reply"] else {}
    )
    macros = {m.pk: m.label for m in Macro.objects.filter(pk__in=ids["macro"])} if ids["macro"] else {}
    names: dict[str, dict[Any, Any]] = {
        "classify": types, "assign": {**people, "me": by.name}, "reply": replies, "macro": macros, "snooze": SNOOZES,
        "priority": {p.value: p.label for p in Priority},
    }  # fmt: skip
    return [
        (STEPS[step["act"]], str(names.get(step["act"], {}).get(step["value"]) or _value(step["value"])))
        for step in given
    ]


def _value(value: Any) -> str:
    return value if isinstance(value, str) else _("no longer there")
