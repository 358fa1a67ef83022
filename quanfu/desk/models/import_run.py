from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One list of requests being read in: how far it got, so that it can go on after an interruption."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    line = models.PositiveBigIntegerField(_("lines read"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    known = models.PositiveIntegerField(_("already there"), default=0)
    wrong = models.PositiveIntegerField(_("with errors"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "source", "file_sha256"], name="import_file_once")
        ]

    def __str__(self) -> str:
        return self.file_name
