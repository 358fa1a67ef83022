"""The two ways in which an act can fail that a person may cause. Anything else is a fault of ours."""

from collections.abc import Sequence

from django.http import Http404  # noqa: TID251  queries raise it alike for absent and forbidden, and take it from here
from django.utils.functional import Promise

__all__ = ["AlreadyDone", "Http404", "Refused"]


class Refused(Exception):
    """A rule forbids the act. ``message`` is for the person, in their language; ``field`` names the input it stands beside."""

    def __init__(self, message: str | Promise, *, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class AlreadyDone(Exception):
    """Somebody was faster: the row is no longer in the state that the act starts from. Nothing was changed."""

    def __init__(self, message: str | Promise = "", *, now: Sequence[str] = ()):
        super().__init__(message)
        self.message = message
        self.now = now
