from django import forms

from quanfu.knowledge.models import Synonym


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ("words",)
