"""What the person who acts saw: forms send it along as expect=NUMBER=STATE, so that an act on a thing that has moved on
since is told calmly, instead of being done to something else. Set at the door of each page, read where things are fetched."""

from contextvars import ContextVar

FIELD = "expect"
_expected: ContextVar[str] = ContextVar("expected", default="")


def expect(told: str) -> None:
    """`told`: FW-20261122-0001=approved, or '' for nothing in particular."""
    _expected.set(told)


def expected_of(number: str) -> str | None:
    """The state in which the thing of that number was seen; None where nobody said."""
    of, sign, state = _expected.get().partition("=")
    return state if sign and of == number else None
