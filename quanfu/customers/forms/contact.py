from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.customers.models import Contact


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("name", "phone", "email")
        labels = {"name": _("Name")}
