from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.sla.queries.extension import extendable_clocks

if TYPE_CHECKING:
    from quanfu.desk.models import Request


class ExtensionForm(forms.Form):
    """Which limit, how much more of its own time, and why."""

    clock = forms.ModelChoiceField(queryset=None, label=_("Limit"), empty_label=None)
    minutes = forms.IntegerField(
        label=_("More time, min"), min_value=1, max_value=527_040, help_text=_("of the limit's own time: working minutes, or minutes around the clock")
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, req: "Request", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clock"].queryset = extendable_clocks(req)


class DecisionForm(forms.Form):
    approved = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Grant the extension")), ("no", _("Refuse it"))],
    )  # fmt: skip
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
