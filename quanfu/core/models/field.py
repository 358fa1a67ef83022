"""Fields that a company adds to a noun by itself; the values lie in the noun's `facts` column."""

from django.db import models

from quanfu.core.enums import FieldKind


class FieldDefinition(models.Model):
    """``owner`` names whose facts the field belongs to, e.g. "desk.servicetype.12"; ``code`` is the key in the facts.

    ``owner``, ``code`` and ``kind`` never change: facts already written must keep their meaning.
    ``choices``: [{"code": …, "label": …, "label_en": …}, …] of kinds choice and multichoice.
    """

    owner = models.CharField(max_length=80)
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=FieldKind)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["owner", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "code"], name="core_fielddefinition_once")]

    def __str__(self) -> str:
        return self.label
