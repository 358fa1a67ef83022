from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    GROUP = "group", _("Group of companies")
    COMPANY = "company", _("Company")
    DEPARTMENT = "department", _("Department")
    STATION = "station", _("Station")
    CENTRE = "centre", _("Centre")
    OUTLET = "outlet", _("Outlet")
    TEAM = "team", _("Team")


# what may stand directly above what; None: at the top
ABOVE: dict[str, tuple[UnitKind | None, ...]] = {
    UnitKind.GROUP: (None, UnitKind.GROUP),
    UnitKind.COMPANY: (None, UnitKind.GROUP),
    UnitKind.DEPARTMENT: (UnitKind.GROUP, UnitKind.COMPANY, UnitKind.DEPARTMENT, UnitKind.CENTRE),
    UnitKind.CENTRE: (UnitKind.GROUP, UnitKind.COMPANY, UnitKind.DEPARTMENT),
    UnitKind.STATION: (UnitKind.COMPANY, UnitKind.DEPARTMENT, UnitKind.CENTRE),
    UnitKind.OUTLET: (UnitKind.COMPANY, UnitKind.DEPARTMENT, UnitKind.CENTRE, UnitKind.STATION),
    UnitKind.TEAM: (
        UnitKind.COMPANY,
        UnitKind.DEPARTMENT,
        UnitKind.CENTRE,
        UnitKind.STATION,
        UnitKind.OUTLET,
    ),
}


class Reach(TextChoices):
    """How far a grant goes, counted from its unit."""

    OWN = "own", _("Own")
    TEAM = "team", _("This unit")
    SUBTREE = "subtree", _("This unit and below")
    ALL = "all", _("Whole company")


class Theme(TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(TextChoices):
    """How close the rows of long lists stand."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")
