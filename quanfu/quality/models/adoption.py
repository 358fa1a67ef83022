from django.db import models
from django.utils.translation import gettext_lazy as _


class Adoption(models.Model):
    """A proven practice became the way we work: the standard that changed with it, and what people are trained and certified
    in for it (KNB-8). The standard is a dated setting, a policy of limits, or both."""

    article = models.OneToOneField("knowledge.Article", models.CASCADE, related_name="adoption")
    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    rule = models.ForeignKey("core.Rule", models.PROTECT, null=True, related_name="+", verbose_name=_("changed setting"))  # fmt: skip
    policy = models.ForeignKey("sla.Policy", models.PROTECT, null=True, related_name="+", verbose_name=_("changed policy of limits"))  # fmt: skip
    certificate_kind = models.ForeignKey("training.CertificateKind", models.PROTECT, related_name="+", verbose_name=_("training for it"))  # fmt: skip
    text = models.TextField(_("what is done differently from now on"), max_length=2000)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    company_id: int

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rule__isnull=False) | models.Q(policy__isnull=False), name="adoption_has_standard"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.article)
