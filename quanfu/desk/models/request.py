from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import STAGE_OF, Charge, Kind, Priority, Stage, State, WaitsFor

OPEN = ~models.Q(state=State.CLOSED)


class Request(models.Model):
    """What a customer wants, from the first word to the closing.

    ``owner`` stays the customer's contact; ``responsible`` is the one person who must act now and is never empty
    while the request is open (ASG-11). State changes only through quanfu.desk.actions. ``due_at`` is the nearest
    running limit, written by sla through ``set_due``.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    group = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("marketing group"))  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ENQUIRY)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REGISTERED)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    service_type = models.ForeignKey("desk.ServiceType", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service type"))  # fmt: skip
    field = models.ForeignKey("org.Skill", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("business field"))  # fmt: skip
    charge = models.CharField(_("charge"), max_length=8, choices=Charge, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("description"), blank=True)
    special_wish = models.CharField(_("special wish"), max_length=300, blank=True)
    expected_at = models.DateTimeField(_("wished for by"), null=True, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )
    site = models.ForeignKey(
        "customers.Site", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    contact_name = models.CharField(_("name"), max_length=60)
    contact_phone = models.CharField(_("phone"), max_length=24, blank=True)
    contact_email = models.EmailField(_("mail"), blank=True)
    contact_company = models.CharField(_("customer's company"), max_length=120, blank=True)
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="+", verbose_name=_("channel")
    )
    facts = models.JSONField(_("further details"), default=dict)
    owner = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("contact owner")
    )
    responsible = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("responsible")
    )
    opened_by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    opened_at = models.DateTimeField(_("received"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    contacted_at = models.DateTimeField(_("first contact"), null=True)
    assigned_at = models.DateTimeField(_("assigned"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    fed_back_at = models.DateTimeField(_("fed back"), null=True)
    rated_at = models.DateTimeField(_("rated"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    due_at = models.DateTimeField(_("due"))
    due_for = models.CharField(max_length=12, blank=True)
    waits_for = models.CharField(_("waits for"), max_length=10, choices=WaitsFor, blank=True)  # while on hold
    result = models.TextField(_("result"), blank=True)
    last_line = models.CharField(max_length=120, blank=True)
    updated_at = models.DateTimeField(_("last change"))
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True)
    source = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    company_id: int
    unit_id: int
    channel_id: int
    customer_id: int | None
    service_type_id: int | None
    owner_id: int | None
    responsible_id: int | None
    opened_by_id: int | None

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~OPEN | models.Q(responsible__isnull=False), name="open_request_has_responsible"),
            models.UniqueConstraint(fields=["company", "source", "source_key"], condition=~models.Q(source_key=""), name="request_source_once"),
        ]  # fmt: skip
        # Every inbox list is (scope, priority, due_at, id) by keyset over open requests, or newest first over closed ones.
        indexes = [
            models.Index(
                fields=["company", "priority", "due_at", "id"], condition=OPEN, name="open_by_company"
            ),
            models.Index(fields=["unit", "priority", "due_at", "id"], condition=OPEN, name="open_by_unit"),
            models.Index(
                fields=["responsible", "priority", "due_at", "id"], condition=OPEN, name="open_by_responsible"
            ),
            models.Index(fields=["owner", "priority", "due_at", "id"], condition=OPEN, name="open_by_owner"),
            models.Index(
                fields=["company", "state", "priority", "due_at", "id"], condition=OPEN, name="open_by_state"
            ),
            models.Index(
                fields=["company", "-opened_at", "-id"], name="request_by_company"
            ),  # traces and figures by day
            models.Index(fields=["unit", "-opened_at", "-id"], name="request_by_unit"),
            models.Index(
                fields=["customer", "-opened_at"], name="request_by_customer"
            ),  # the customer's history
            models.Index(
                fields=["company", "contact_phone", "-opened_at"], name="request_by_phone"
            ),  # REQ-14
            models.Index(fields=["responsible", "-done_at"], name="request_done_by"),  # figures of a person
            models.Index(fields=["company", "done_at"], name="request_by_done"),  # figures of a period
            models.Index(
                fields=["snoozed_until"],
                condition=models.Q(snoozed_until__isnull=False),
                name="request_snoozed",
            ),  # who is to wake
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stage(self) -> Stage:
        return STAGE_OF[State(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def is_urgent(self) -> bool:
        return self.priority < Priority.NORMAL
