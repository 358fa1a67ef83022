"""What happens after what, what stands around every page, and which page shows whose panels.

The only file that may know every context.
"""

from collections.abc import Callable

from quanfu.core.events import Event
from quanfu.ui.navigation import Section

# event: (now, in the same transaction), (later, as jobs after commit)
REACTIONS: dict[str, tuple[list[Callable[[Event], None]], list[Callable[[Event], None]]]] = {}

# page ("<context>.<noun>"): panels ("<context>:<noun>.panel"), fetched as fragments, so that a page names nobody above it
PANELS: dict[str, list[str]] = {}

# the side bar: Section(_("Service desk"), [Item(_("Requests"), "inbox", URL name, permission)])
NAVIGATION: list[Section] = []

# the frame of every page (see quanfu/ui/navigation.py): search, notifications, profile …
SHELL: dict[str, str] = {}
