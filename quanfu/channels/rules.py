"""Dated settings of channels."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "channels.mail_attempts", default=5, kind="int", minimum=1, maximum=5, label=_("Attempts to send a message"),
    help=_("After that many failures the message is marked as failed and waits for a person."),
)  # fmt: skip
define(
    "channels.unconfirmed_deduction", default=20, kind="int", minimum=0, maximum=100,
    label=_("Quality of a call: points lost when what was understood is not read back"),
)  # fmt: skip
define(
    "channels.group_seconds", default=10, kind="int", minimum=1, maximum=60, unit=_("seconds"),
    label=_("How long the robot of a work group may take to answer"),
)  # fmt: skip
define(
    "channels.read_attempts", default=3, kind="int", minimum=1, maximum=5, label=_("Attempts to read what came in"),
    help=_("After that many failures it stands in quarantine, with its raw form kept."),
)  # fmt: skip
define(
    "channels.raw_megabytes", default=50, kind="int", minimum=1, maximum=500, unit=_("MB"),
    label=_("Largest message that is taken in"),
)  # fmt: skip
define(
    "channels.tries_other_ways", default=True, kind="bool",
    label=_("A message to a customer that failed goes out by another way"),
)  # fmt: skip
