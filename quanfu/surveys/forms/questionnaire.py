from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quanfu.org.queries.unit import companies_for
from quanfu.surveys.enums import OVERALL
from quanfu.surveys.models import Item, Questionnaire
from quanfu.surveys.permissions import QUESTIONNAIRE_UPDATE
from quanfu.surveys.queries.questionnaire import questionnaires_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class QuestionnaireForm(forms.ModelForm):
    """A questionnaire's settings. The company is asked for only when there is a choice."""

    class Meta:
        model = Questionnaire
        fields = ("company", "code", "name", "name_en", "is_active")

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = companies_for(by, QUESTIONNAIRE_UPDATE)
        reach = list(self.fields["company"].queryset[:2])
        if len(reach) == 1:
            self.initial["company"] = reach[0]
            self.fields["company"].disabled = True
            self.fields["company"].widget = forms.HiddenInput()

    def _get_validation_exclusions(self) -> set[str]:
        """No look for a second code here: the action does it, and says it beside the field."""
        return {*super()._get_validation_exclusions(), "company"}  # type: ignore[misc]


class ItemForm(forms.ModelForm):
    class Meta:
        model = Item
        fields = ("questionnaire", "position", "code", "label", "label_en", "is_active")

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].queryset = questionnaires_for(by, QUESTIONNAIRE_UPDATE)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in (OVERALL, "text"):
            raise ValidationError(_("This code has a meaning of its own; choose another."))
        return code

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "questionnaire"}  # type: ignore[misc]
