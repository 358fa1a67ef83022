"""Settings: the ways in for customers."""

from django.utils.translation import gettext_lazy as _

from quanfu.channels.actions.channel import delete_channel, save_channel
from quanfu.channels.forms.channel import ChannelForm
from quanfu.channels.models import Channel
from quanfu.channels.permissions import CHANNEL_INDEX
from quanfu.channels.queries.channel import channels_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=Channel,
    form=ChannelForm,
    permissions="channels.channel",
    columns=[
        Column(_("Channel"), sort="name"),
        Column(_("Kind"), sort="kind", value=lambda channel: channel.get_kind_display()),
        Column(_("Number or address"), value="address"),
        Column(_("Opening hours"), value="hours", quiet=True),
        Column(_("Owner"), value="owner__name", quiet=True),
        Column(_("Shown to customers"), value="is_public", quiet=True),
        Column(_("In use"), value="is_active"),
        Column(_("Company"), value="company", quiet=True),
    ],
    order=["company_id", "name"],
    search=["name", "address", "code"],
    text=_("Where customers can reach us: number or address, opening hours, who looks after it."),
    queryset=lambda by: channels_for(by, CHANNEL_INDEX),
    save=save_channel,
    delete=delete_channel,
    form_kwargs=lambda request: {"by": request.user},
)
index, create, update, delete = crud.views()
