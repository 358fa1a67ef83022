"""Dated settings of the library."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "knowledge.four_eyes", default=True, kind="bool", label=_("An article is approved by somebody other than its author"),
    help=_("In a very small company one person may have to do both."),
)  # fmt: skip
define("knowledge.review_days", default=180, kind="int", minimum=1, maximum=3650, unit=_("days"), label=_("Articles are looked at again after"))  # fmt: skip
define("knowledge.remind_days", default=7, kind="int", minimum=1, maximum=365, unit=_("days"), label=_("Owners of overdue articles are reminded every"))  # fmt: skip
define("knowledge.candidate_enquiries", default=5, kind="int", minimum=2, label=_("Enquiries of one type without an article, from which one is proposed"))  # fmt: skip
define("knowledge.candidate_days", default=30, kind="int", minimum=1, maximum=3650, unit=_("days"), label=_("Enquiries are counted for proposals over"))  # fmt: skip
define("knowledge.files_most", default=5, kind="int", minimum=0, maximum=20, label=_("Files attached to an article at most"))  # fmt: skip
define("knowledge.gap_days", default=365, kind="int", minimum=7, maximum=3650, unit=_("days"), label=_("Searches without result are forgotten after"))  # fmt: skip
