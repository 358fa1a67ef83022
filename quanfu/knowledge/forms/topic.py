from typing import Any

from django import forms

from quanfu.knowledge.models import Topic
from quanfu.knowledge.queries.topic import topics_of


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ("name", "name_en", "parent", "position")

    def __init__(self, *args: Any, company_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = topics_of(self.instance.company_id or company_id)
        if self.instance.pk:
            others = others.exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
