from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.reception import Agreed
from quanfu.desk.models import ServiceWindow
from quanfu.desk.queries.reception import windows_for
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.unit import units_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Person

LINES = 4


class ReceptionForm(forms.Form):
    topic = forms.CharField(label=_("What about"), max_length=200)
    appointment_at = forms.DateTimeField(label=_("Appointment"))
    visitors = forms.CharField(
        label=_("Visitors"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("one a line"),
    )
    phone = forms.CharField(label=_("Phone"), max_length=24, required=False)
    host = forms.ModelChoiceField(queryset=None, label=_("Received by"))

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = people_of_company(by.company_id)  # type: ignore[attr-defined]
        self.fields["host"].initial = by.pk


class MinutesForm(forms.Form):
    """Minutes, and up to LINES things agreed; a line with any part filled in needs all of them."""

    minutes = forms.CharField(
        label=_("Minutes of the visit"), max_length=20000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = people_of_company(by.company_id)
        for n in range(1, LINES + 1):
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("What is to be done"), max_length=300, required=False
            )
            self.fields[f"owner_{n}"] = forms.ModelChoiceField(people, label=_("Owner"), required=False)
            self.fields[f"due_{n}"] = forms.DateField(label=_("Due"), required=False)

    def lines(self) -> list[list[Any]]:
        """The bound fields of each line, for the page."""
        return [[self[f"{part}_{n}"] for part in ("text", "owner", "due")] for n in range(1, LINES + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        agreed = []
        for n in range(1, LINES + 1):
            text, owner, due = (data.get(f"{part}_{n}") for part in ("text", "owner", "due"))
            if not (text or owner or due):
                continue
            for part, value in (("text", text), ("owner", owner), ("due", due)):
                if not value and f"{part}_{n}" not in self.errors:
                    self.add_error(f"{part}_{n}", _("A task needs what, who and by when."))
            if text and owner and due:
                agreed.append(Agreed(text, owner, due))
        return {"minutes": data.get("minutes", ""), "agreed": agreed}


class TaskForm(forms.Form):
    result = forms.CharField(label=_("Result"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class WalkInForm(forms.Form):
    window = forms.ModelChoiceField(queryset=None, label=_("Window"), empty_label=None)
    business = forms.CharField(label=_("Business handled"), max_length=200)
    visitor = forms.CharField(label=_("Visitor"), max_length=60, required=False)

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["window"].queryset = (
            windows_for(by).filter(company=by.company_id, is_active=True).order_by("code")
        )  # type: ignore[attr-defined]


class ServiceWindowForm(forms.ModelForm):
    class Meta:
        model = ServiceWindow
        fields = ("code", "name", "kind", "unit", "is_active")

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of_company(by.company_id)  # type: ignore[attr-defined]
