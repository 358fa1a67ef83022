from django.db import models
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    """One version of one line of a company's ordered list of limits.

    A row never changes but for ``until``: a change ends it and writes the next version of the same ``line``, so that a
    clock can say for ever by which words its limit was set. What counts at an instant are the rows whose stretch holds
    it, in the order of ``position``. For each target the first line counts that fits the request and sets the target.

    ``conditions``: {"kinds": [...], "channels": [ids], "grades": [...], "charges": [...], "types": [ids],
    "units": [ids], "priorities": [...]}; one value of each list must fit (a type and a unit with all below), an absent
    list asks nothing. ``limits``: target to {"minutes", "days", "around_the_clock", "at_most", "pauses"}; days above 0
    count instead of minutes; with ``at_most`` a shorter limit of the type or the general rules stays.
    ``levels``: [{"minutes", "action", "to", "role", "person", "hours"}], minutes after the level before.
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    line = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=80)
    conditions = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    levels = models.JSONField(default=list)
    remind_percent = models.PositiveSmallIntegerField(_("remind at"), null=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    company_id: int

    class Meta:
        verbose_name = _("policy of limits")
        verbose_name_plural = _("policies of limits")
        constraints = [
            models.UniqueConstraint(fields=["company", "line", "version"], name="policy_version_once"),
            models.UniqueConstraint(
                fields=["company", "line"], condition=models.Q(until=None), name="one_current_policy"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Recomputation(models.Model):
    """Running clocks are brought in line with a changed policy, calendar or service type, in batches.

    ``scope`` says whose: {"company": id} or {"calendar": id} or {"type": id} or {"customer": id}; with "judge" they
    are judged by the policies of its beginning. ``cursor`` is the last clock done, so that a killed run goes on from
    there.
    """

    reason = models.CharField(_("reason"), max_length=200)
    company = models.ForeignKey("org.Unit", models.CASCADE, null=True, related_name="+")
    scope = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, default="waiting")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        indexes = [models.Index(fields=["company", "-at"], name="recomputation_list")]

    def __str__(self) -> str:
        return self.reason
