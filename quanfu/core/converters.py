"""What a path may hold beyond Django's own kinds."""

from datetime import date


class DateConverter:
    """2026-10-01; a date that does not exist is no such page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
