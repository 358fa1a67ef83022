from django.db import models


class AutoAnswer(models.Model):
    """An answer that a machine of ours gave: at most one a request, and ever fewer to one address."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    address = models.CharField(max_length=200)
    request_number = models.CharField(max_length=24)
    message = models.OneToOneField("channels.Message", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    company_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request_number"], name="one_auto_answer_a_request")]
        indexes = [models.Index(fields=["company", "address", "-at"], name="auto_answer_pace")]

    def __str__(self) -> str:
        return f"{self.address} {self.request_number}"
