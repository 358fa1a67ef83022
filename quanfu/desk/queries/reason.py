"""Why somebody was ranked as they were, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reason_text(reason: dict[str, Any]) -> str:
    """One reason or block in the reader's language: 'skill Boilers 3/3', '2 of 8 open', 'same customer 12 days ago'."""
    texts = {
        "skill": _("%(skill)s %(have)s/3 (needs %(need)s)"),
        "load": _("%(open)s of %(capacity)s open"),
        "fairness": _("given %(given)s in %(days)s days, %(mean)s on average"),
        "affinity": ngettext(
            "served this customer %(days)s day ago",
            "served this customer %(days)s days ago",
            reason.get("days", 0),
        ),
        "unit": _("belongs to %(unit)s"),
        "way": _("%(km)s km away"),
        "near": _("%(unit)s serves the place"),
        "own": _("answered it at the desk"),
        "escalated": _("took it over when a limit was missed"),
        "certificate": _("certificate “%(kind)s” is valid") if "points" in reason else _("no valid certificate “%(kind)s”"),
        "handover": _("took it over from %(giver)s"),
        "on_duty": _("on duty"),
        "off_duty": _("off duty"),
        "absent": _("absent"),
        "all_full": _("all who could take it are full by then"),
        "full": _("full: %(open)s of %(capacity)s open"),
        "territory": _("%(unit)s does not serve the place"),
        "unit_closed": _("%(unit)s is closed or the person has left"),
    }  # fmt: skip
    return texts[reason["code"]] % reason
