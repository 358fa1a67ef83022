"""The stories here use the same cast as the contexts' own tests."""

from quanfu.conftest import *  # noqa: F403
