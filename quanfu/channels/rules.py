"""Dated settings of channels."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "channels.mail_attempts", default=5, kind="int", minimum=1, maximum=5, label=_("Attempts to send a mail"),
    help=_("After that many failures the message is marked as failed and waits for a person."),
)  # fmt: skip
