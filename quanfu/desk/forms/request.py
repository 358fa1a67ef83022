from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channels_of
from quanfu.core.fields import form_fields
from quanfu.desk.enums import Kind, Priority, State
from quanfu.desk.forms.review import YES_NO
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.kind_fields import facts_owner
from quanfu.desk.queries.service_type import choosable_types
from quanfu.knowledge.queries.article import articles_of
from quanfu.org.queries.unit import marketing_groups

if TYPE_CHECKING:
    from quanfu.org.models import Person


class TypeChoiceField(forms.ModelChoiceField):
    """Second-level service types, shown as 'group / type' and grouped in the list."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.label} / {obj.label}" if obj.parent else obj.label


class FactsMixin(forms.Form):
    """Adds the custom fields of the chosen service type as fact_<code>; cleaned, they come back as one ``facts``."""

    def add_facts(self, service_type: ServiceType | None, values: dict[str, Any] | None = None) -> None:
        if service_type is None:
            return
        for name, field in form_fields(facts_owner(service_type)).items():
            field.initial = (values or {}).get(name.removeprefix("fact_"))
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        facts = {
            name.removeprefix("fact_"): value for name, value in data.items() if name.startswith("fact_")
        }
        return {name: value for name, value in data.items() if not name.startswith("fact_")} | {
            "facts": facts
        }


class RequestForm(FactsMixin):
    """The call form: what an agent takes by phone, at the counter or from a letter."""

    channel = forms.ModelChoiceField(queryset=None, label=_("Channel"), empty_label=None)
    contact_name = forms.CharField(label=_("Name"), max_length=60)
    contact_phone = forms.CharField(label=_("Phone"), max_length=24, required=False)
    contact_email = forms.EmailField(label=_("Mail"), required=False)
    contact_company = forms.CharField(label=_("Customer's company"), max_length=120, required=False)
    service_type = TypeChoiceField(queryset=None, label=_("Service type"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Description"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL
    )
    special_wish = forms.CharField(label=_("Special wish"), max_length=300, required=False)
    expected_at = forms.DateTimeField(label=_("Wished for by"), required=False)
    group = forms.ModelChoiceField(queryset=None, label=_("Marketing group"), required=False)
    is_confirmed = forms.TypedChoiceField(
        label=_("Confirmed with the customer?"), choices=YES_NO, coerce=lambda v: v == "yes", empty_value=None, required=False,
        widget=forms.RadioSelect, help_text=_("by phone: whether you read back what you understood"),
    )  # fmt: skip
    not_answered = forms.BooleanField(label=_("Not answered on the spot"), required=False)
    promised_at = forms.DateTimeField(
        label=_("Promised by"), required=False, help_text=_("when the customer will hear from us")
    )

    articles = forms.ModelMultipleChoiceField(
        articles_of(None), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["articles"].queryset = articles_of(by.company_id)  # type: ignore[attr-defined]
        kinds = (
            ChannelKind.PHONE,
            ChannelKind.WALK_IN,
            ChannelKind.LETTER,
            ChannelKind.STAFF,
            ChannelKind.SOCIAL,
        )
        self.fields["channel"].queryset = channels_of(by.company, kinds=kinds)  # type: ignore[attr-defined]
        self.fields["service_type"].queryset = choosable_types(by.company_id)  # type: ignore[attr-defined]
        self.fields["group"].queryset = marketing_groups(by.company_id)  # type: ignore[attr-defined]
        chosen = self.data.get("service_type") or self.initial.get("service_type")
        if chosen and str(chosen).isdigit():
            self.add_facts(choosable_types(by.company_id).filter(pk=int(chosen)).first())


class RequestFilter(forms.Form):
    """The inbox's filter bar. Anything unreadable counts as not given."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False)
    view = forms.CharField(max_length=20, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Any state")), *State.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any kind")), *Kind.choices], required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)


class CompletionForm(forms.Form):
    result = forms.CharField(label=_("Result"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class ClosureForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, req: Request, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = req.state not in (State.RATED, State.REFUSED)
