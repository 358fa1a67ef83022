from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.quality.queries.adoption import policies_of, settings_of, words_of
from quanfu.training.queries.certificate import kinds_of


class SettingField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return words_of(obj)


class AdoptionForm(forms.Form):
    """Which standard changed, and what people are trained in."""

    rule = SettingField(queryset=None, label=_("Changed setting"), required=False)
    policy = forms.ModelChoiceField(queryset=None, label=_("Changed policy of limits"), required=False)
    certificate_kind = forms.ModelChoiceField(queryset=None, label=_("Training for it"))
    text = forms.CharField(
        label=_("What is done differently from now on"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, company_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        querysets = {
            "rule": settings_of(company_id),
            "policy": policies_of(company_id),
            "certificate_kind": kinds_of(company_id),
        }
        for name, queryset in querysets.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
