"""What a customer fills in. Nothing is asked twice, and what was typed is never lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import now
from quanfu.core.fields import form_fields
from quanfu.desk.queries.kind_fields import facts_owner
from quanfu.desk.queries.service_type import choosable_types
from quanfu.portal.forms.fields import FilesField, reachable, readable, short_enough

if TYPE_CHECKING:
    from quanfu.desk.models import ServiceType
    from quanfu.org.models import Unit

OWN = ("service_type", "body", "place", "contact_name", "contact_phone", "contact_email", "contact_company",
       "expected_at", "special_wish", "files")  # fmt: skip


class AskForm(forms.Form):
    """A request by a customer. The chosen service type adds its own questions, named ``fact_<code>``."""

    service_type = forms.ChoiceField(label=_("What is it about?"), required=False)
    body = forms.CharField(
        label=_("What can we do for you?"), widget=forms.Textarea(attrs={"rows": 4}), validators=[readable]
    )
    place = forms.CharField(label=_("Address"), max_length=200, required=False, validators=[readable])
    contact_name = forms.CharField(label=_("Your name"), max_length=60, validators=[readable])
    contact_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    contact_email = forms.EmailField(label=_("Mail"), required=False)
    contact_company = forms.CharField(
        label=_("Your company"), max_length=120, required=False, validators=[readable]
    )
    expected_at = forms.DateTimeField(label=_("When should it be done?"), required=False)
    special_wish = forms.CharField(
        label=_("Special wishes"), max_length=300, required=False, validators=[readable]
    )
    files = FilesField(label=_("Photos or files"), required=False)
    nonce = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, company: "Unit", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {str(kind.pk): kind for kind in choosable_types(company.pk)}
        self.fields["service_type"].choices = self._two_levels()
        self.fields["nonce"].initial = secrets.token_urlsafe(16)
        for name, token in {"contact_name": "name", "contact_phone": "tel", "contact_email": "email",
                            "contact_company": "organization", "place": "street-address"}.items():  # fmt: skip
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields["contact_phone"].widget.input_type = "tel"
        self.facts: dict[str, forms.Field] = {}
        if kind := self.chosen:
            self.facts = form_fields(facts_owner(kind))
            self.fields.update(self.facts)

    def _two_levels(self) -> list[Any]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for pk, kind in self.types.items():
            groups.setdefault(str(kind.parent), []).append((pk, kind.label))
        return [("", _("I am not sure")), *groups.items()]

    @property
    def chosen(self) -> "ServiceType | None":
        given = self.data.get("service_type") if self.is_bound else self.initial.get("service_type")
        return self.types.get(str(given or ""))

    @property
    def brought_files(self) -> bool:
        """Whether files came with what is shown again: the browser will not send them a second time by itself."""
        return bool(self.files)

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        short_enough(body)
        if not any(character.isalnum() for character in body):
            raise ValidationError(_("Please describe it in words."))
        return body

    def clean_contact_phone(self) -> str:
        return reachable(self.cleaned_data["contact_phone"])

    def clean_expected_at(self) -> datetime | None:
        wished: datetime | None = self.cleaned_data["expected_at"]
        if wished and wished < now():
            raise ValidationError(_("The wished time lies in the past."))
        return wished

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty: only programs fill it in."))
        return ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        reached = data.get("contact_phone") or data.get("contact_email")
        if not reached and not self.errors.keys() & {"contact_phone", "contact_email"}:
            self.add_error(
                "contact_phone", _("Give a phone number or a mail address, so that we can reach you.")
            )
        return data

    def asked(self) -> dict[str, Any]:
        """The input as submit_request takes it."""
        data = {name: self.cleaned_data[name] for name in OWN}
        data["service_type"] = self.chosen
        data["nonce"] = self.cleaned_data["nonce"] or secrets.token_urlsafe(16)
        data["facts"] = {name: self.cleaned_data[name] for name in self.facts}
        return data

    def questions(self) -> Sequence[forms.BoundField]:
        """The fields that the chosen type adds."""
        return [self[name] for name in self.facts]
