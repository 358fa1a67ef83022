from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import Way
from quanfu.desk.enums import Charge

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def yes_no(label: Any) -> forms.TypedChoiceField:
    """Radio cards for a judgement that must be made: yes, no, or not yet given (None)."""
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda v: v == "yes", empty_value=None, widget=forms.RadioSelect, required=False
    )  # fmt: skip


class ReviewForm(forms.Form):
    reasonable = yes_no(_("Is it reasonable?"))
    feasible = yes_no(_("Is it feasible?"))
    charge = forms.ChoiceField(
        label=_("Charge"), choices=[("", _("As the type says")), *Charge.choices], required=False
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExplanationForm(forms.Form):
    way = forms.ChoiceField(
        label=_("Told by"), choices=[(w.value, w.label) for w in (Way.PHONE, Way.MAIL, Way.SMS, Way.VISIT)]
    )
    text = forms.CharField(
        label=_("What the customer was told"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
