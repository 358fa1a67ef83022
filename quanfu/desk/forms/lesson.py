from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.queries.topic import topics_of


class LessonForm(forms.Form):
    """The lesson as everybody may read it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(label=_("Text"), max_length=10000, widget=forms.Textarea(attrs={"rows": 18}))
    topic = forms.ModelChoiceField(queryset=None, label=_("Topic"), required=False)
    checked = forms.BooleanField(label=_("I have read it: nobody can be recognised in it"))

    def __init__(self, *args: Any, company_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics_of(company_id)  # type: ignore[attr-defined]
