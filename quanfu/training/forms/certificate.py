from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.org.queries.person import people_for
from quanfu.training.models import Certificate, CertificateKind
from quanfu.training.permissions import CERTIFICATE_CREATE
from quanfu.training.queries.certificate import kinds_of

if TYPE_CHECKING:
    from quanfu.org.models import Person


class CertificateKindForm(forms.ModelForm):
    class Meta:
        model = CertificateKind
        fields = ("code", "name", "name_en", "months", "for_key_accounts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Designation")
        self.fields["months"].min_value = 1


class CertificateForm(forms.ModelForm):
    """A certificate of somebody in reach. Without a last day the kind's months count."""

    valid_until = forms.DateField(
        label=_("valid until"), required=False, help_text=_("Empty: as long as its kind says.")
    )

    class Meta:
        model = Certificate
        fields = ("person", "kind", "valid_from", "valid_until", "number")

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_for(by, CERTIFICATE_CREATE).filter(is_active=True)
        self.fields["kind"].queryset = kinds_of(by.company_id)
        self.fields["valid_from"].initial = today()
