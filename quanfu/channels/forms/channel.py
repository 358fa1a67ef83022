from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import Adapter
from quanfu.channels.enums import ChannelKind, Way
from quanfu.channels.models import Channel
from quanfu.channels.permissions import CHANNEL_UPDATE
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person

HOOK = "hook_address"
PREFIX = "kind"  # of the settings that the kind's adapter asks for
LIMIT_OF = {
    "max_rings": (ChannelKind.PHONE,),
    "max_seconds": (ChannelKind.CHAT,),
    "max_hours": (ChannelKind.MAIL,),
}
CALLED = (ChannelKind.PHONE, ChannelKind.WALK_IN, ChannelKind.LETTER, ChannelKind.STAFF, ChannelKind.SOCIAL)
SAID_ON = {"greeting": (*CALLED, ChannelKind.CHAT), "script": CALLED}  # shown by the call form and the chat


GROUPS = (
    (_("The channel"), ("company", "kind", "code", "name", "address", "hours", "calendar", "owner", "is_public", "is_active")),
    (_("What is said"), ("greeting", "script")),
    (_("Limits and tests"), ("confirms", "per_minute", *LIMIT_OF, "check_every_days")),
)  # fmt: skip


class ChannelForm(forms.ModelForm):
    """A channel's settings: those of every channel and, once it is made, those of its kind.

    The company is asked for only when there is a choice. Secrets of the kind are asked for and never shown; left empty
    they stay as they are.
    """

    class Meta:
        model = Channel
        fields = (
            "company", "kind", "code", "name", "address", "hours", "calendar", "greeting", "script", "is_public",
            "is_active", "owner", "confirms", "per_minute", "max_rings", "max_seconds", "max_hours", "check_every_days",
        )  # fmt: skip

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
        self.fields["code"].help_text = _("Short and lasting, such as hotline")
        self.fields["hours"].help_text = _("As customers read it, such as Monday to Friday 8:30–17:30")
        self.fields["script"].widget.attrs["rows"] = 4
        self.fields["greeting"].widget = forms.Textarea(attrs={"rows": 2})
        if self.instance.pk:
            self._ask_for_kind(self.instance)
        else:  # the rest depends on the kind and is asked for on the next page
            for name in (*SAID_ON, "confirms", "per_minute", *LIMIT_OF, "check_every_days"):
                del self.fields[name]

    def _ask_for_kind(self, channel: Channel) -> None:
        adapter = adapter_for(channel.kind)
        self.fields["kind"].disabled = True
        for name, kinds in (LIMIT_OF | SAID_ON).items():
            if channel.kind not in kinds:
                del self.fields[name]
        if channel.kind == ChannelKind.CHAT:
            self.fields["greeting"].help_text = _("What visitors read first")
        if adapter.way not in (Way.CHANNEL, Way.SMS):  # mail says so among its own settings
            del self.fields["confirms"]
        if not adapter.way:
            del self.fields["per_minute"]
        if adapter.has_hook:
            self.fields[HOOK] = forms.CharField(
                label=_("Address for call-backs"), required=False, initial=f"{settings.PUBLIC_URL}{channel.hook_path}",
                widget=forms.TextInput(attrs={"readonly": True}), help_text=_("Enter it at the provider. Keep it secret: it is a password"),
            )  # fmt: skip
        self.kind_form = self._form_of(adapter, channel)
        shown_for = getattr(self.kind_form, "shown_for", {})
        for name, field in self.kind_form.fields.items():
            self.fields[f"{PREFIX}-{name}"] = field
            if name in self.kind_form.initial:
                self.initial[f"{PREFIX}-{name}"] = self.kind_form.initial[name]
        for name, wanted in shown_for.items():
            said = " ".join(f"{PREFIX}-{one}" for one in wanted.split())
            self.fields[name if name == HOOK else f"{PREFIX}-{name}"].widget.attrs["data-shown-for"] = said

    @property
    def groups(self) -> list[tuple[Any, list[str]]]:
        """The fields as the page parts them: those of every channel, then those of its kind."""
        found = [(title, [name for name in names if name in self.fields]) for title, names in GROUPS]
        if self.instance.pk and (own := [name for name in self.fields if name.startswith(f"{PREFIX}-")]):
            parts = getattr(self.kind_form, "groups", ((self.instance.get_kind_display(), None),))
            mine = [
                (title, own if names is None else [f"{PREFIX}-{name}" for name in names])
                for title, names in parts
            ]
            if HOOK in self.fields:
                mine[0][1].insert(0, HOOK)
            found[1:1] = mine
        return [(title, names) for title, names in found if names]

    def _form_of(self, adapter: Adapter, channel: Channel) -> forms.Form:
        kept = channel.secrets
        form = adapter.form(
            self.data if self.is_bound else None, prefix=PREFIX, initial=dict(channel.settings)
        )
        for name in adapter.secrets:
            if name in kept:
                form.fields[name].required = False
                form.fields[name].widget.attrs["placeholder"] = "••••••••"
        return form

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.instance.pk:
            return given
        if not self.kind_form.is_valid():
            for name, errors in self.kind_form.errors.items():
                place = None if name == "__all__" else f"{PREFIX}-{name}"
                if place is None or place not in self.errors:
                    self.add_error(place, errors)
        secret = adapter_for(self.instance.kind).secrets
        clean = self.kind_form.cleaned_data
        own = {
            name: value for name, value in given.items() if not name.startswith(f"{PREFIX}-") and name != HOOK
        }
        own["settings"] = {name: value for name, value in clean.items() if name not in secret}
        own["secrets"] = {name: str(clean[name]) for name in secret if clean.get(name)}
        return own

    def _get_validation_exclusions(self) -> set[str]:
        """No look for a second code here: the action does it, and says it beside the field."""
        return {*super()._get_validation_exclusions(), "company"}  # type: ignore[misc]
