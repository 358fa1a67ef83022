from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.knowledge.models import Synonym


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ("words",)
        help_texts = {"words": _("With commas between, such as: refund, money back, repayment")}
