from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.models import Complaint
from quanfu.org.queries.person import people_of_company


class OwnerChangeForm(forms.Form):
    """Who shall own the complaint, and why."""

    taker = forms.ModelChoiceField(queryset=None, label=_("New owner"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, case: Complaint, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = people_of_company(case.company_id).exclude(
            pk__in=[case.request.owner_id or 0, case.about_id or 0]
        )
        self.fields["taker"].queryset = people  # type: ignore[attr-defined]
