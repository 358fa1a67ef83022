from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "quanfu.core"
    label = "core"

    def ready(self) -> None:
        """Load every context's rules.py, so that all settings are known before the first one is read."""
        for context in settings.CONTEXTS:
            if find_spec(f"quanfu.{context}.rules"):
                import_module(f"quanfu.{context}.rules")
