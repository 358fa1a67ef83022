from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import CallOutcome, Solved
from quanfu.desk.models import CallbackPlan
from quanfu.desk.queries.service_type import types_of
from quanfu.org.queries.person import people_of_company
from quanfu.ui.widgets import RatingInput

if TYPE_CHECKING:
    from quanfu.org.models import Person


class CallbackForm(forms.Form):
    """The four parts of a return call; a part that stays empty leaves the call incomplete (FBK-11)."""

    solved = forms.ChoiceField(
        label=_("Was the problem solved?"), choices=Solved.choices, widget=forms.RadioSelect, required=False
    )
    quality = forms.TypedChoiceField(
        label=_("Service quality"), choices=[(n, n) for n in range(1, 6)], coerce=int, empty_value=None, widget=RatingInput,
        required=False,
    )  # fmt: skip
    opinion = forms.CharField(
        label=_("Opinion on product or service"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("“none” if there is none"),
    )  # fmt: skip
    wishes = forms.CharField(
        label=_("Other wishes"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("“none” if there is none"),
    )  # fmt: skip
    follow_up = forms.BooleanField(label=_("Open a follow-up task for what was said"), required=False)

    def __init__(self, *args: Any, with_request: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not with_request:
            del self.fields["follow_up"]


class CallAttemptForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Why nobody was reached"), choices=CallOutcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class CallbackPlanForm(forms.ModelForm):
    """When customers are called back."""

    class Meta:
        model = CallbackPlan
        fields = [
            "name", "occasion", "service_type", "kind", "grade", "from_day", "to_day", "regularity", "caller", "person", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service_type"].queryset = types_of(by.company_id)  # type: ignore[attr-defined]
        self.fields["person"].queryset = people_of_company(by.company_id)  # type: ignore[attr-defined]
