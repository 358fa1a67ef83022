"""Where emergencies go (INT-24), and what nobody has a place for yet."""

from typing import TYPE_CHECKING

from quanfu.core.rules import rule
from quanfu.org.queries.unit import open_unit_of_code

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def emergency_team(company: "Unit") -> "Unit | None":
    """The unit that the company's rule names, if there is such a unit in use; None: emergencies take the usual way."""
    code = str(rule("desk.emergency_team", company=company.pk)).strip()
    return open_unit_of_code(company.pk, code) if code else None


def front_unit(company: "Unit") -> "Unit | None":
    """The unit that has what comes in from outside before it is classified; None: the company itself has it."""
    code = str(rule("desk.front_unit", company=company.pk)).strip()
    return open_unit_of_code(company.pk, code) if code else None
