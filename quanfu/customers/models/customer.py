from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.customers.enums import CustomerKind, Grade


class Customer(models.Model):
    """A person or organisation that a company serves. ``phone`` is kept normalised (digits, leading + kept).

    call_from, call_until: the hours in which they want to be called (CUS-15). ``merged_into``: this record turned out to be
    another's double; it stays for the journal and is shown nowhere else (CUS-2).
    """

    company = models.ForeignKey(  # found by the indexes below; one of its own would tempt a young database to walk them all
        "org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CustomerKind, default=CustomerKind.PERSON)
    grade = models.CharField(_("customer class"), max_length=1, choices=Grade, blank=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    call_from = models.TimeField(_("call not before"), null=True, blank=True)
    call_until = models.TimeField(_("call not after"), null=True, blank=True)
    note = models.TextField(_("remarks"), blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    source_key = models.CharField(max_length=80, blank=True)
    company_id: int
    merged_into_id: int | None

    class Meta:
        indexes = [
            models.Index(fields=["company", "phone"], name="customer_by_phone"),  # who is calling?
            models.Index(fields=["company", "email"], name="customer_by_email"),  # who is writing?
            models.Index(fields=["company", "name", "id"], name="customer_list"),  # the customers' page
            models.Index(
                fields=["company", "grade", "id"], condition=~models.Q(grade=""), name="customer_by_grade"
            ),  # regular calls
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "source_key"], condition=~models.Q(source_key=""), name="customer_source_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person who speaks for a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    customer_id: int

    class Meta:
        indexes = [
            models.Index(fields=["phone", "customer"], name="contact_by_phone"),  # who is calling for whom?
            models.Index(fields=["email", "customer"], name="contact_by_email"),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where a customer is served: flat, building, shop. ``unit`` is the station that serves it."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="sites")
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("served by")
    )
    address = models.CharField(_("address"), max_length=200)
    building = models.CharField(_("building"), max_length=60, blank=True)
    flat = models.CharField(_("flat"), max_length=40, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    def __str__(self) -> str:
        return " ".join(filter(None, [self.address, self.building, self.flat]))
