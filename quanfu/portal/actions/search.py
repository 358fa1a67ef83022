"""A customer looks for a request without its link."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.desk.queries.request import request_of_customer
from quanfu.portal.actions.allowance import spend

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Unit


def find_request(*, company: "Unit", number: str, proof: str, from_address: str, by: Actor) -> "Request":
    """The request of that number whose phone ends with ``proof``, or whose mail it is.

    Refused in the same words for a wrong number and for a wrong proof; each try counts, found or not.
    """
    spend(kind="searches", address=from_address, by=by)
    found = request_of_customer(company=company, number=number, proof=proof)
    if found is None:
        raise Refused(_("We found no request with this number and these digits. Please check both."))
    return found
