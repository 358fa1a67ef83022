from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.errors import Http404
from quanfu.desk.permissions import LINK_CREATE, MERGE_CREATE
from quanfu.desk.queries.request import access_request

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person

LINKS = [
    ("related", gettext_lazy("belongs to")),
    ("parent", gettext_lazy("stands above")),
    ("child", gettext_lazy("stands below")),
]


class OtherMixin(forms.Form):
    """Names another request by its number; one out of reach is as if it were not there."""

    permission = LINK_CREATE

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by = by

    def find(self, name: str) -> "Request":
        try:
            return access_request(
                self.cleaned_data[name].strip().upper(), by=self.by, permission=self.permission
            )
        except Http404:
            raise forms.ValidationError(_("There is no request of this number.")) from None


class LinkForm(OtherMixin):
    kind = forms.ChoiceField(label=gettext_lazy("This request"), choices=LINKS)
    other = forms.CharField(label=gettext_lazy("Number of the other"), max_length=24)

    def clean_other(self) -> "Request":
        return self.find("other")


class MergeForm(OtherMixin):
    permission = MERGE_CREATE
    main = forms.CharField(
        label=gettext_lazy("Number of the request that says the same and stays"), max_length=24
    )
    tell = forms.BooleanField(label=gettext_lazy("Tell the customer"), required=False)

    def clean_main(self) -> "Request":
        return self.find("main")


class SplitForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
