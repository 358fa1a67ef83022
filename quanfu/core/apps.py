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
        if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            from psycopg import _queries

            # What is longer than psycopg's cache takes, it reads letter by letter at each call. All rows of an intake in one
            # statement are 6,000 letters and 150 values: a tenth of its CPU.
            _queries.MAX_CACHED_STATEMENT_LENGTH, _queries.MAX_CACHED_STATEMENT_PARAMS = 16_384, 400
