import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.org.enums import Reach
from quanfu.org.models import Role
from quanfu.org.queries.permission import tickable


class RoleForm(forms.Form):
    """A role. Rights are ticked one by one or as a whole noun; patterns that no box stands for go into ``more``."""

    name = forms.CharField(label=_("Designation"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    code = forms.SlugField(label=_("Code"), max_length=36)
    start = forms.RegexField(
        r"^[a-z]+:[a-z_]+\.[a-z]+$", label=_("Start page"), max_length=60,
        help_text=_("URL name of the page shown after logging in, such as desk:request.index"),
    )  # fmt: skip
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=1,
        max_value=999,
        initial=100,
        help_text=_("The lowest of a person's roles gives the start page."),
    )
    reach = forms.ChoiceField(label=_("Usually reaches"), choices=Reach.choices)
    ticked = forms.MultipleChoiceField(required=False)
    more = forms.CharField(
        label=_("Patterns"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("One a line; * stands for any text: knowledge.*.show"),
    )  # fmt: skip

    def __init__(self, *args: Any, role: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = tickable()
        self.fields["ticked"].choices = [(name, name) for name in known]  # type: ignore[attr-defined]
        if role is not None:
            del self.fields["code"]
            self.initial = {
                "name": role.name, "name_en": role.name_en, "start": role.start, "rank": role.rank, "reach": role.reach,
                "ticked": [p for p in role.permissions if p in known],
                "more": "\n".join(p for p in role.permissions if p not in known),
            }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        more = re.split(r"[\s,]+", data.pop("more", "").strip())
        data["permissions"] = [*data.pop("ticked", []), *filter(None, more)]
        if not data["permissions"]:
            raise forms.ValidationError(_("A role needs at least one right."))
        return data
