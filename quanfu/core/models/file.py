"""Uploaded files: the row says what the file is; the bytes lie under the hash of their content."""

from django.db import models


class StoredFile(models.Model):
    """One upload. Equal bytes are kept once on disk (``path``), however many rows name them."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    type = models.CharField(max_length=100)  # by its first bytes, never by what the sender said
    name = models.CharField(max_length=200)
    stored_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            # whether the bytes are there already; what else names them
            models.Index(fields=["sha256"], name="core_storedfile_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes lie, relative to the storage: ab/cd/abcd…"""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
