"""SMS as pages and other contexts read them: templates, numbers without SMS, how long a text is."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from quanfu.channels.adapters.sms.length import Length
from quanfu.channels.adapters.sms.rules import full_length
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import OptOut, SmsTemplate
from quanfu.channels.queries.channel import channels_for
from quanfu.core.errors import Http404

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.org.models import Person


def sms_channels_for(by: "Person", permission: str) -> "QuerySet[Channel]":
    return channels_for(by, permission).filter(kind=ChannelKind.SMS)


def sms_templates_for(by: "Person", permission: str) -> QuerySet[SmsTemplate]:
    """Templates of the companies in reach."""
    scope = by.scope(permission)
    reach = Q(channel__company__in=scope.companies | scope.units)
    return SmsTemplate.objects.filter(reach).select_related("channel").order_by("channel", "name")


def templates_of(channel: "Channel") -> QuerySet[SmsTemplate]:
    """Those in use on the channel, for choosing one while writing."""
    return SmsTemplate.objects.filter(channel=channel, is_active=True).order_by("name")


def length_with_signature(template: SmsTemplate) -> Length:
    """As charged with every place empty: the least it costs."""
    return full_length(template.channel, template.text)


def opt_outs_for(by: "Person", permission: str) -> QuerySet[OptOut]:
    """Numbers without SMS of the companies in reach."""
    scope = by.scope(permission)
    return OptOut.objects.filter(company__in=scope.companies | scope.units).select_related("company")


def access_opt_out(pk: int, *, by: "Person", permission: str) -> OptOut:
    """The entry, or Http404 alike for absent and forbidden."""
    found = opt_outs_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404("opt_out")
    return found
