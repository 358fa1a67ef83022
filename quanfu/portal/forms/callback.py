from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import Solved
from quanfu.ui.widgets import RatingInput


class CallbackForm(forms.Form):
    """What a return call would have asked, for customers who were not reached by phone (FBK-15)."""

    solved = forms.ChoiceField(
        label=_("Was the problem solved?"), choices=Solved.choices, widget=forms.RadioSelect
    )
    quality = forms.TypedChoiceField(
        label=_("Service quality"), choices=[(n, n) for n in range(1, 6)], coerce=int, widget=RatingInput
    )
    opinion = forms.CharField(
        label=_("Your opinion on product or service"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    wishes = forms.CharField(
        label=_("Anything else you wish?"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def parts(self) -> dict[str, object]:
        """The four parts; a customer who leaves a text empty has said that there is nothing."""
        texts = {name: self.cleaned_data[name].strip() or "—" for name in ("opinion", "wishes")}
        return {**self.cleaned_data, **texts}
