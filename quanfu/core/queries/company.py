"""Which companies a permission of the kernel reaches. The companies themselves live on a higher floor (wiring.py)."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from quanfu.core.clock import today
from quanfu.core.errors import Http404

if TYPE_CHECKING:
    from quanfu.org.models.person import Person


@dataclass(frozen=True)
class Companies:
    """``labels``: the companies in reach by id. ``whole``: they are all there are, so that what belongs to none
    (settings for everybody, jobs) is in reach too."""

    labels: dict[int, str]
    whole: bool

    @property
    def ids(self) -> frozenset[int] | None:
        """For filters: None means without limit."""
        return None if self.whole else frozenset(self.labels)

    def require(self, company: int | None) -> None:
        """Http404 unless the company (None: everybody) is in reach."""
        if not (self.whole if company is None else company in self.labels):
            raise Http404


def companies_in_reach(by: "Person", permission: str) -> Companies:
    source = import_module(settings.WIRING).COMPANIES
    labels = {unit.pk: str(unit) for unit in import_string(source["in_reach"])(by, permission)}
    everyone = {unit.pk for unit in import_string(source["open"])(today())}
    return Companies(labels, everyone <= labels.keys())
