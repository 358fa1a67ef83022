"""Rows of one act in one statement."""

from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def add(instance: M) -> M:
    """Insert a new row."""
    instance.save(force_insert=True)
    return instance
