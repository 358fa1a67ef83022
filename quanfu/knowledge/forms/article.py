from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import rule
from quanfu.knowledge.enums import ArticleKind
from quanfu.knowledge.models import Article, Version
from quanfu.knowledge.queries.topic import topics_of
from quanfu.org.queries.person import people_of_company


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True})


class FilesField(forms.FileField):
    """A list of files; how many an article may have is looked at when it is saved."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        most = int(rule("knowledge.files_most"))
        if len(given) > most:
            raise ValidationError(_now("At most %(most)s files can be sent at once."), params={"most": most})
        return [super(FilesField, self).clean(one) for one in given]


class ArticleForm(forms.ModelForm):
    """The text of an article, as its next version."""

    reason = forms.CharField(label=_("What was changed and why"), max_length=300, required=False)
    files = FilesField(label=_("Attachments"), required=False)
    without = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Attachments to remove"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Version
        fields = ("title", "body", "title_en", "body_en", "topic", "words", "is_public")
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14}), "body_en": forms.Textarea(attrs={"rows": 8}),
        }  # fmt: skip
        help_texts = {
            "title": _("As customers ask it"),
            "words": _("Synonyms, abbreviations, what people call it; separated by commas"),
            "is_public": _("Otherwise colleagues only"),
            "body": _("Markdown: # heading, - list, 1. steps, **strong**, [words](address)"),
        }

    def __init__(self, *args: Any, company_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics_of(company_id)  # type: ignore[attr-defined]
        self.fields["topic"].required = False
        kept = (
            self.instance.files.order_by("pk") if self.instance.pk else Version.files.rel.model.objects.none()
        )
        self.fields["without"].queryset = kept  # type: ignore[attr-defined]
        self.has_files = self.instance.pk is not None and kept.exists()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("title_en")) != bool(data.get("body_en")) and not self.errors:
            self.add_error("body_en" if data.get("title_en") else "title_en", _now("Question and answer belong together."))  # fmt: skip
        return data

    def _post_clean(self) -> None:
        """The action writes the version; this form's instance stays what readers and writers see."""


class NewArticleForm(ArticleForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ArticleKind.choices, initial=ArticleKind.FAQ)


class UpkeepForm(forms.ModelForm):
    """What stands around the text."""

    class Meta:
        model = Article
        fields = ("owner", "review_on", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of_company(self.instance.company_id)  # type: ignore[attr-defined]
        self.fields["review_on"].required = True

    def _post_clean(self) -> None:
        """The action compares with the row as it is."""


class ReviewForm(forms.Form):
    """Approve, or say what is to be changed."""

    verdict = forms.ChoiceField(choices=[("approve", _("Publish")), ("return", _("Send back"))])
    remark = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class RatingForm(forms.Form):
    is_helpful = forms.TypedChoiceField(
        label=_("Did this help you?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda v: v == "yes",
    )
    text = forms.CharField(label=_("What is missing?"), max_length=500, required=False)
