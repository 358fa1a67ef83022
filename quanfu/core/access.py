"""What a grant amounts to: which units' things a person may touch by one permission."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache


@dataclass(frozen=True)
class Scope:
    """The reach of one permission, summed over all grants of a person.

    own: things the person is responsible for, owns or opened. units: ids of units whose things are in reach
    (team and subtree grants, expanded). companies: ids of companies in reach as a whole.
    """

    own: bool = False
    units: frozenset[int] = field(default_factory=frozenset)
    companies: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return self.own or bool(self.units) or bool(self.companies)

    def covers(self, *, unit_id: int | None, company_id: int | None) -> bool:
        """Whether a thing of that unit and company is in reach, leaving 'own' aside."""
        return unit_id in self.units or company_id in self.companies


@lru_cache(maxsize=20_000)  # the side bar alone asks six hundred times a page
def matches(pattern: str, permission: str) -> bool:
    """Whether a role's pattern ('desk.request.*') grants the permission ('desk.request.show')."""
    return pattern == permission or fnmatchcase(permission, pattern)
