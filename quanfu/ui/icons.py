"""Inline SVG icons by their Lucide names. Each (name, size, label) is read and drawn once a process."""

import re
from functools import lru_cache

from lucide import _render_icon
from markupsafe import Markup


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, label: str | None = None) -> Markup:
    """An icon in the colour of the text around it; hidden from screen readers unless it has a `label`.

    A name that Lucide does not know raises, in the first test that renders the page.
    """
    about = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true", "focusable": "false"}
    drawn = _render_icon(name, size, stroke_width="1.75", **{"class": "icon", **about})
    return Markup(re.sub(r"\s*\n\s*", "", drawn).replace(" />", "/>"))
