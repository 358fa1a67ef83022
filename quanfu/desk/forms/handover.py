from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.actions.sign_off import Word
from quanfu.desk.models import Request, SpecialReason
from quanfu.desk.queries.handover import special_reasons_of
from quanfu.org.queries.person import people_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Person

HANDED, KEPT = "handed", "kept"
PROGRESS = {"rows": 2}


class HandoverForm(forms.Form):
    taker = forms.ModelChoiceField(queryset=None, label=_("Give to"))
    progress = forms.CharField(label=_("Progress"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, req: Request, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = people_of_company(req.company_id).exclude(pk=req.responsible_id or 0)


class AnswerForm(forms.Form):
    accepted = forms.TypedChoiceField(
        choices=[("yes", _("Take over")), ("no", _("Decline"))],
        coerce=lambda v: v == "yes",
        label=_("Answer"),
    )
    remark = forms.CharField(label=_("Why not"), max_length=500, required=False)


class SignOffForm(forms.Form):
    """For each open item: handed over to whom and how far it is, or kept for which special reason."""

    use_required_attribute = False  # what is required depends on what is chosen

    def __init__(self, *args: Any, items: Sequence[Request], by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.items = items
        self.people = {p.pk: p for p in people_of_company(by.company_id).exclude(pk=by.pk)}
        self.reasons = {r.pk: r for r in special_reasons_of(by.company_id)}
        near = sorted(self.people.values(), key=lambda p: (p.unit_id != by.unit_id, p.name))
        people = [("", "—"), *((p.pk, f"{p.name} · {p.unit.label}") for p in near)]
        reasons = [("", "—"), *((r.pk, r.label) for r in self.reasons.values())]
        for item in items:
            n = item.pk
            self.fields[f"do_{n}"] = forms.ChoiceField(
                label=_("What happens with it"),
                choices=[(HANDED, _("Hand over")), (KEPT, _("Keep, with a special reason"))],
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"taker_{n}"] = forms.ChoiceField(label=_("Give to"), choices=people)
            self.fields[f"progress_{n}"] = forms.CharField(
                label=_("Progress"), max_length=2000, widget=forms.Textarea(attrs=PROGRESS)
            )
            self.fields[f"reason_{n}"] = forms.ChoiceField(label=_("Special reason"), choices=reasons)
            self.fields[f"note_{n}"] = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        groups = {HANDED: ("taker", "progress"), KEPT: ("reason",)}
        for item in self.items:
            for choice, names in groups.items():
                for name in names if data.get(f"do_{item.pk}") != choice else ():
                    self.errors.pop(f"{name}_{item.pk}", None)
        return data

    def words(self) -> dict[int, Word]:
        data, found = self.cleaned_data, {}
        for item in self.items:
            n = item.pk
            if data[f"do_{n}"] == HANDED:
                found[n] = Word(
                    taker=self.people[int(data[f"taker_{n}"])],
                    progress=data[f"progress_{n}"],
                )
            elif data[f"do_{n}"] == KEPT:
                found[n] = Word(reason=self.reasons[int(data[f"reason_{n}"])], note=data[f"note_{n}"])
        return found


class LeftoverForm(forms.Form):
    reason = forms.ModelChoiceField(queryset=None, label=_("Special reason"), required=False)
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)
    taker = forms.ModelChoiceField(
        queryset=None,
        label=_("Or hand it over to"),
        required=False,
        help_text=_("Only what is being handled."),
    )
    progress = forms.CharField(
        label=_("Progress"), max_length=2000, required=False, widget=forms.Textarea(attrs=PROGRESS)
    )

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = special_reasons_of(by.company_id)
        self.fields["taker"].queryset = people_of_company(by.company_id).exclude(pk=by.pk)

    def word(self) -> Word:
        return Word(**self.cleaned_data)


class SpecialReasonForm(forms.ModelForm):
    class Meta:
        model = SpecialReason
        fields = ("code", "name", "name_en", "is_active")
        labels = {"name": _("Designation")}
