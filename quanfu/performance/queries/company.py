"""The companies that a permission reaches as a whole: pay, weights and raters are settled for those."""

from typing import TYPE_CHECKING

from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def whole_companies(by: "Person", permission: str) -> list["Unit"]:
    """Companies of which every unit is in reach. Somebody who reaches one unit only, even the top one, has none."""
    scope, found = by.scope(permission), companies_for(by, permission)
    units = found.model._default_manager
    return [
        company
        for company in found
        if company.pk in scope.companies
        or (
            company.pk in scope.units
            and not units.filter(company=company).exclude(pk__in=scope.units).exists()
        )
    ]


def choose_company(companies: list["Unit"], wanted: object, by: "Person") -> "Unit | None":
    """The one whose id is wanted, else one's own, else the first; None where there is none."""
    by_id = {str(company.pk): company for company in companies}
    return by_id.get(str(wanted)) or by_id.get(str(by.company_id)) or next(iter(companies), None)
