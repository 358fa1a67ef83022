from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import LinkKind


class Link(models.Model):
    """Two requests belong together. parent: ``request`` is above ``other``; split: ``other`` was taken out of it."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="links")
    other = models.ForeignKey("desk.Request", models.CASCADE, related_name="linked")
    kind = models.CharField(_("kind"), max_length=8, choices=LinkKind)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    request_id: int
    other_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "other", "kind"], name="link_once"),
            models.UniqueConstraint(fields=["other"], condition=Q(kind="parent"), name="one_parent"),
            models.CheckConstraint(condition=~Q(request=F("other")), name="link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.kind} {self.other}"


class Merge(models.Model):
    """``duplicate`` was found to say the same as ``main`` and was closed for it; undone: it lives on as it was."""

    duplicate = models.ForeignKey("desk.Request", models.CASCADE, related_name="merges")
    main = models.ForeignKey("desk.Request", models.CASCADE, related_name="merged")
    before = models.CharField(_("state before"), max_length=12)
    told = models.BooleanField(_("customer told"), default=False)
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True)
    duplicate_id: int
    main_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duplicate"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(condition=~Q(duplicate=F("main")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.main}"
