"""What a web chat is told about the site it stands on."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

ASKED = [("off", _("not asked")), ("optional", _("may be left empty")), ("required", _("must be filled in"))]
CONTACT = ("name", "phone", "email")  # what the form before the chat can ask for
MOST_ORIGINS = 20


class Origins(forms.CharField):
    """One address of a site a line: https://www.example.com, without a path."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else str(value or "").split()
        return [self._origin(line) for line in dict.fromkeys(lines)][:MOST_ORIGINS]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)

    @staticmethod
    def _origin(line: str) -> str:
        parts = urlsplit(line.strip())
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path.strip("/")
            or parts.query
        ):
            raise forms.ValidationError(
                _("“%(line)s” is not the address of a site, such as https://www.example.com"),
                params={"line": line[:80]},
            )
        return f"{parts.scheme}://{parts.netloc.lower()}"

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Each line has been looked at."""


class ChatForm(forms.Form):
    """The sites, what is asked before, whether the robot answers first. When people answer is the channel's calendar."""

    origins = Origins(
        label=_("Sites it stands on"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One address a line, such as https://www.example.com. Our own pages need none."),
    )  # fmt: skip
    ask_name = forms.ChoiceField(label=_("Name before the chat"), choices=ASKED, initial="optional")
    ask_phone = forms.ChoiceField(label=_("Phone before the chat"), choices=ASKED, initial="optional")
    ask_email = forms.ChoiceField(label=_("Mail before the chat"), choices=ASKED, initial="off")
    name_en = forms.CharField(
        label=_("Title in English"),
        max_length=60,
        required=False,
        help_text=_("For visitors in English; else the name of the channel."),
    )
    greeting_en = forms.CharField(
        label=_("Greeting in English"), max_length=300, required=False, help_text=_("For visitors in English; else the greeting of the channel."),
    )  # fmt: skip
    robot = forms.BooleanField(
        label=_("The robot answers first"), required=False, help_text=_("From the published articles of the library; it hands over to a person.")
    )  # fmt: skip
