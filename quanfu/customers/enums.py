from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class CustomerKind(TextChoices):
    PERSON = "person", pgettext_lazy("customer", "Person")
    ORGANISATION = "organisation", pgettext_lazy("customer", "Organisation")
