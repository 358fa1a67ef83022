"""Dated settings of quality."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "quality.evaluation_days", default=7, kind="int", minimum=1, maximum=365,
    label=_("Special evaluation of a major event: done within"), unit=_("days"),
)  # fmt: skip
