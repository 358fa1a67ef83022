from typing import TYPE_CHECKING, Any

from django import forms

from quanfu.channels.models import Channel
from quanfu.channels.permissions import CHANNEL_UPDATE
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class ChannelForm(forms.ModelForm):
    """A channel's settings. The company is asked for only when there is a choice."""

    class Meta:
        model = Channel
        fields = (
            "company",
            "kind",
            "code",
            "name",
            "address",
            "hours",
            "greeting",
            "script",
            "is_public",
            "is_active",
            "owner",
        )

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = companies_for(by, CHANNEL_UPDATE)
        self.fields["company"].queryset = companies
        self.fields["owner"].queryset = self.fields["owner"].queryset.filter(
            unit__company__in=companies, is_active=True
        )
        reach = list(companies[:2])
        if len(reach) == 1:
            self.initial["company"] = reach[0]
            self.fields["company"].disabled = True
            self.fields["company"].widget = forms.HiddenInput()

    def _get_validation_exclusions(self) -> set[str]:
        """No look for a second code here: the action does it, and says it beside the field."""
        return {*super()._get_validation_exclusions(), "company"}  # type: ignore[misc]
