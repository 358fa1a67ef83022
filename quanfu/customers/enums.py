from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class CustomerKind(TextChoices):
    PERSON = "person", pgettext_lazy("customer", "Person")
    ORGANISATION = "organisation", pgettext_lazy("customer", "Organisation")


class Grade(TextChoices):
    """The class of a customer, the most valuable first. Limits, measures and plans are set by it; empty: not classed."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"


class ContractState(TextChoices):
    """Where a contract stands in its time."""

    AHEAD = "ahead", pgettext_lazy("contract", "Not begun")
    IN_FORCE = "in_force", pgettext_lazy("contract", "In force")
    ENDED = "ended", pgettext_lazy("contract", "Ended")


class ProjectState(TextChoices):
    """Where a project stands in its time."""

    AHEAD = "ahead", pgettext_lazy("project", "Not begun")
    UNDER_WAY = "under_way", pgettext_lazy("project", "Under way")
    ENDED = "ended", pgettext_lazy("project", "Ended")
