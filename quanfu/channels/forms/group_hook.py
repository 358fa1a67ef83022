from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.host import servable
from quanfu.channels.enums import HookEvent, HookKind
from quanfu.channels.models import GroupHook
from quanfu.channels.permissions import GROUP_HOOK_UPDATE
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class GroupHookForm(forms.ModelForm):
    """A work group and what it is told of. The company is asked for only when there is a choice."""

    events = forms.MultipleChoiceField(choices=HookEvent.choices, widget=forms.CheckboxSelectMultiple)

    secret = forms.CharField(
        label=_("Secret for signing"), max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("DingTalk: begins with SEC, under “sign”; Feishu: under “signature verification”. Empty: stays as it is"),
    )  # fmt: skip
    unsigned = forms.BooleanField(
        label=_("Without a signature"), required=False, help_text=_("Takes the secret away")
    )

    class Meta:
        model = GroupHook
        fields = ("company", "kind", "name", "url", "secret", "unsigned", "events", "is_active")

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].label = GroupHook._meta.get_field("events").verbose_name
        for name in ("secret", "unsigned"):  # robots of WeCom know no signature
            self.fields[name].widget.attrs["data-shown-for"] = f"kind={HookKind.DINGTALK}|{HookKind.FEISHU}"
        if self.instance.sealed:
            self.fields["secret"].widget.attrs["placeholder"] = "••••••••"
        else:
            del self.fields["unsigned"]
        self.fields["url"].assume_scheme = "https"  # type: ignore[attr-defined]
        self.fields["url"].validators.append(servable)
        companies = companies_for(by, GROUP_HOOK_UPDATE)
        self.fields["company"].queryset = companies
        reach = list(companies[:2])
        if len(reach) == 1:
            self.initial["company"] = reach[0]
            self.fields["company"].disabled = True
            self.fields["company"].widget = forms.HiddenInput()
