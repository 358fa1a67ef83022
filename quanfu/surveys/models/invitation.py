from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import Way


class Invitation(models.Model):
    """The customer is asked to rate one request; once a request. The token of its link is signed, not stored.

    ``phone`` is the normalised number that an SMS answer would come from.
    """

    request = models.OneToOneField(
        "desk.Request", models.CASCADE, related_name="+", verbose_name=_("request")
    )
    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey("surveys.Questionnaire", models.PROTECT, related_name="invitations")
    way = models.CharField(_("way"), max_length=8, choices=Way)
    message = models.ForeignKey("channels.Message", models.SET_NULL, null=True, related_name="+")
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    at = models.DateTimeField(_("at"))
    request_id: int
    company_id: int

    class Meta:
        indexes = [
            # the latest invitation of a phone, for an SMS answer
            models.Index(
                fields=["company", "phone", "-at"], condition=~models.Q(phone=""), name="invitation_by_phone"
            ),
        ]

    def __str__(self) -> str:
        return str(self.request)
