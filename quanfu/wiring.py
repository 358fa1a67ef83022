"""What happens after what, what stands around every page, and which page shows whose panels.

The only file that may know every context.
"""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from quanfu.core.events import Event
from quanfu.sla import reactions as sla
from quanfu.ui.navigation import Item, Section
from quanfu.workorders import reactions as workorders

# event: (now, in the same transaction), (later, as jobs after commit)
REACTIONS: dict[str, tuple[list[Callable[[Event], None]], list[Callable[[Event], None]]]] = {
    "desk.request.opened": ([sla.start_clocks], []),
    "desk.request.classified": ([sla.restart_clocks], []),
    "desk.request.reviewed": ([sla.cancel_clocks], []),
    "desk.request.assigned": ([workorders.send_orders, sla.start_acceptance], []),
    "desk.request.accepted": ([sla.stop_acceptance], []),
    "desk.request.contacted": ([sla.stop_contact], []),
    "desk.request.finished": ([workorders.settle_orders, sla.start_feedback], []),
    "desk.request.fed_back": ([sla.stop_feedback], []),
    "desk.request.closed": ([workorders.settle_orders, sla.cancel_clocks], []),
    "desk.reassignment.decided": ([workorders.follow_reassignment, sla.restart_acceptance], []),
}

# page ("<context>.<noun>"): panels ("<context>:<noun>.panel"), fetched as fragments, so that a page names nobody above it
PANELS: dict[str, list[str]] = {
    "desk.request": ["workorders:order.panel", "sla:clock.panel"],
}

# the side bar: Section(_("Service desk"), [Item(_("Requests"), "inbox", URL name, permission)])
NAVIGATION: list[Section] = [
    Section(_("Field work"), [
        Item(_("My day"), "sun", "workorders:day.show", "workorders.day.show"),
        Item(_("Board"), "kanban", "workorders:board.show", "workorders.board.show"),
        Item(_("Work orders"), "clipboard-list", "workorders:order.index", "workorders.order.index"),
        Item(_("Limits"), "timer", "sla:clock.index", "sla.clock.index"),
    ]),
]  # fmt: skip

# the frame of every page (see quanfu/ui/navigation.py): search, notifications, profile …
SHELL: dict[str, str] = {}
