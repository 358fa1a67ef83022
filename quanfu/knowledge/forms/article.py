from django import forms

from quanfu.knowledge.models import Article


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = ("title", "body", "title_en", "body_en", "is_active")
