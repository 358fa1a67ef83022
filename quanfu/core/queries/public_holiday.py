"""Public holidays and make-up workdays of the world's countries, from the library `holidays`, to fill a calendar with."""

from collections.abc import Iterable
from functools import cache

from django.utils.translation import get_language

from quanfu.core.enums import DayKind
from quanfu.core.queries.calendar import DayRow


@cache
def _codes() -> tuple[str, ...]:
    import holidays  # takes a tenth of a second, and only the import page and the first start need it

    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


def countries() -> list[tuple[str, str]]:
    """(code, name in the reader's language) of every country we know, by name; China first."""
    from babel import Locale

    names = Locale.parse("en" if get_language() == "en" else "zh_Hans").territories
    return sorted(
        ((code, names.get(code, code)) for code in _codes()), key=lambda pair: (pair[0] != "CN", pair[1])
    )


def public_days(country: str, years: Iterable[int]) -> list[DayRow]:
    """Holidays, and workdays on weekends, of whole years. ``country``: one of ``countries()``.

    Names are Chinese where the library has them, else in the country's language. A government that announces its year
    late (China: in November) is known by statutory days alone until the library is updated.
    """
    import holidays

    wanted = set(years)
    known = holidays.country_holidays(country, years=wanted)
    made_up_name = ""
    if "zh_CN" in known.supported_languages:
        made_up_name = "调休上班"
        known = holidays.country_holidays(country, years=wanted, language="zh_CN")
    free = [
        DayRow(day, DayKind.HOLIDAY.value, name[:80]) for day, name in known.items() if day.year in wanted
    ]
    made_up = [
        DayRow(day, DayKind.WORKDAY.value, made_up_name)
        for day in known.weekend_workdays
        if day.year in wanted
    ]
    return sorted([*free, *made_up])
