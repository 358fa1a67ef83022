"""The customers' dated settings."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "customers.key_classes",
    default="A",
    kind="text",
    label=_("Classes of customer that are key accounts, for example A or AB; empty: none"),
)
