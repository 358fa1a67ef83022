from django import forms

from quanfu.customers.models import Contact


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("name", "phone", "email")
