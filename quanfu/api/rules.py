"""The API's dated settings."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "api.idempotency_days",
    default=3,
    kind="int",
    label=_("Days an Idempotency-Key is remembered"),
    unit=_("days"),
    minimum=1,
    maximum=90,
)
