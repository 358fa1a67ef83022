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
