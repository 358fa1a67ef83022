"""Settings: the ways in for customers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.channels.actions.channel import delete_channel, save_channel
from quanfu.channels.adapters import adapter_for
from quanfu.channels.forms.channel import ChannelForm
from quanfu.channels.models import Channel
from quanfu.channels.permissions import CHANNEL_INDEX, CHANNEL_TEST_CREATE
from quanfu.channels.queries.board import lack_of, trouble_of
from quanfu.channels.queries.channel import channels_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column


def _links(by: Any, channel: Channel) -> list[tuple[Any, str, str]]:
    if not by.may(CHANNEL_TEST_CREATE) or not adapter_for(channel.kind).is_testable:
        return []
    return [(_("Test connection"), reverse("channels:channel_test.create", args=[channel.pk]), "plug-zap")]


def _state(channel: Channel) -> tuple[Any, str]:
    """In a word, with its tone; why stands on the channel's own page."""
    if not channel.is_active:
        return _("Out of use"), "neutral"
    if trouble_of(channel):
        return _("Impaired"), "negative"
    return (_("Not set up"), "warning") if lack_of(channel) else (_("Works"), "positive")


crud = Crud(
    model=Channel,
    form=ChannelForm,
    permissions="channels.channel",
    columns=[
        Column(_("Channel"), sort="name", whole=True),
        Column(_("Kind"), sort="kind", value=lambda channel: channel.get_kind_display(), whole=True),
        Column(_("Number or address"), value="address"),
        Column(_("Opening hours"), value="hours", quiet=True),
        Column(_("Owner"), value="owner__name", quiet=True, whole=True),
        Column(_("Shown to customers"), value="is_public", quiet=True),
        Column(_("State"), value=lambda channel: _state(channel)[0], tone=lambda channel: _state(channel)[1], whole=True),
        Column(_("Company"), value="company", quiet=True),
    ],
    order=["company_id", "name"],
    search=["name", "address", "code"],
    text=_("Where customers can reach us: number or address, opening hours, who looks after it."),
    queryset=lambda by: channels_for(by, CHANNEL_INDEX),
    save=save_channel,
    delete=delete_channel,
    form_kwargs=lambda request: {"by": request.user},
    links=_links,
    notice=lambda channel: (trouble_of(channel) or lack_of(channel)) if channel.is_active else "",
    goes_on=True,
)  # fmt: skip
index, create, update, delete = crud.views()
