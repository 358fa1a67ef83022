"""Dated settings of the customers' pages."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define("portal.requests_per_hour_per_address", default=20, kind="int", minimum=1, label=_("Requests per hour from one network address"))  # fmt: skip
define("portal.remarks_per_hour_per_address", default=60, kind="int", minimum=1, label=_("Messages per hour from one network address"))  # fmt: skip
define("portal.searches_per_hour_per_address", default=20, kind="int", minimum=1, label=_("Look-ups by number per hour from one network address"))  # fmt: skip
define("portal.opinions_per_hour_per_address", default=60, kind="int", minimum=1, label=_("Opinions on answers per hour from one network address"))  # fmt: skip
define("portal.articles_found", default=20, kind="int", minimum=1, maximum=100, label=_("Answers that a search on the customers' pages shows at most"))  # fmt: skip
define("portal.files_most", default=5, kind="int", minimum=0, maximum=20, label=_("Files a customer may attach at once"))  # fmt: skip
define("portal.longest_text", default=5000, kind="int", minimum=200, maximum=100000, label=_("Longest description a customer may write"), unit=_("characters"))  # fmt: skip
define("portal.allowance_days", default=2, kind="int", minimum=1, maximum=30, label=_("Counters of network addresses are kept for"), unit=_("days"))  # fmt: skip
define("portal.talks_per_hour_per_address", default=30, kind="int", minimum=1, label=_("Chats begun per hour from one network address"))  # fmt: skip
