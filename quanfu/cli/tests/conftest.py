"""Commands run inside the test process must not leave their language behind."""

import os
from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("QUANFU_LANG", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    with translation.override("en"):
        yield


def plain_environment() -> dict[str, str]:
    """What a fresh shell has; coverage is measured in the processes started with it too."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    return kept | {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
