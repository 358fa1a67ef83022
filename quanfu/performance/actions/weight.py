"""Changing the weights of the rating groups, all at once."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.performance.enums import Group
from quanfu.performance.queries.weights import RULE_OF, weights_on

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def set_weights(*, company: "Unit", points: Mapping[Group, int], since: date, by: Actor) -> None:
    """From that day on the groups have these maximum points. Refused unless they make 100 together.

    Sheets of periods that end before the day, and all open sheets, keep theirs.
    """
    if sum(points.values()) != 100:
        raise Refused(
            _("Together these are %(sum)s points; they must make 100.") % {"sum": sum(points.values())}
        )
    before = weights_on(since, company.pk).points
    with transaction.atomic():
        for group, weight in points.items():
            if before[group] != weight:
                set_rule(code=RULE_OF[group], value=weight, since=since, company=company.pk, by=by)
