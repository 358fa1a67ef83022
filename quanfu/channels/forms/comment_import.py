from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channels_of

if TYPE_CHECKING:
    from quanfu.org.models import Person


class CommentImportForm(forms.Form):
    channel = forms.ModelChoiceField(queryset=None, label=_("Channel"), empty_label=None)
    file = forms.FileField(
        label=_("File"), help_text=_("CSV, JSON or RSS with the columns id, author, text, time, url, rating (or 编号, 作者, 内容, 时间, 链接, 评分)")
    )  # fmt: skip

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels_of(by.company, (ChannelKind.SOCIAL,))  # type: ignore[arg-type]
