"""The journal: who did what to which thing, when. Rows are only ever added; the database itself refuses the rest."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class Seal(models.Model):
    """One link of the hash chain over the journal. Made by the sealing job, never by those who write the journal.

    ``rows`` is a run of 40-byte records, (row id: 8 bytes big-endian)(SHA-256 of the row: 32 bytes), ascending by id.
    ``hash`` = SHA-256(hash of the previous seal + rows). A row that is changed, deleted or slipped in later no longer
    agrees with its record, and a record that is changed no longer agrees with every later hash.
    """

    number = models.PositiveBigIntegerField(
        primary_key=True
    )  # 1, 2, 3 …: two sealers cannot both make the next
    at = models.DateTimeField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    rows = models.BinaryField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.number}"


class JournalEntry(models.Model):
    """One act. Written by `emit` alone, in the transaction of the act."""

    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=120)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)
    # Whose act it was, for auditors of one company: an id of org.Unit, which stands on a higher floor, so no foreign key.
    company = models.PositiveBigIntegerField(null=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            # history_of(subject): a thing's timeline
            models.Index(fields=["subject_type", "subject_id", "id"], name="core_journal_subject"),
            # the journal page by day, exports of a period
            models.Index(fields=["at"], name="core_journal_at"),
            # the journal page by event; figures computed from acts of one kind
            models.Index(
                fields=["event", "id"],
                name="core_journal_event",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            # the journal page by the one who acted
            models.Index(fields=["actor_kind", "actor_id", "id"], name="core_journal_actor"),
            # the journal page by the number people know ("FW-20261121-0007")
            models.Index(
                fields=["subject_label", "id"],
                name="core_journal_label",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            # following one click
            models.Index(fields=["request_id"], name="core_journal_request", condition=~Q(request_id="")),
            # the sealing job: only rows not yet sealed
            models.Index(fields=["id"], name="core_journal_unsealed", condition=Q(seal__isnull=True)),
            # verification: the rows of one seal
            models.Index(fields=["seal", "id"], name="core_journal_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_label}"
