"""Web chat: a window on a company's own sites. What is said there walks a path of its own (channels/talk_door.py), as it must be light.

An answer from the desk reaches the visitor at once while the talk is live; afterwards it goes by mail or SMS as any other,
so this kind has no way of its own in the outbox.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from quanfu.channels.adapters.chat.forms import ChatForm
from quanfu.channels.adapters.contract import Adapter, Finding
from quanfu.channels.enums import ChannelKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


class Chat(Adapter):
    kind = ChannelKind.CHAT
    form = ChatForm

    def check(self, channel: "Channel") -> list[Finding]:
        """Whether somebody takes its chats, whether the robot has something to say, whether the language model answers."""
        from quanfu.channels.adapters.chat.model import check_model
        from quanfu.channels.queries.talk_seat import seats_of
        from quanfu.knowledge.queries.article import articles_of

        tag = f'<script type="module" src="{settings.PUBLIC_URL}{settings.STATIC_URL}ui/chat/widget.js" data-channel="{channel.key}"></script>'
        found = [Finding(True, _("The tag for your pages: %(tag)s") % {"tag": tag})]
        seated = seats_of(channel.company_id).count()
        found.append(
            Finding(True, _("%(count)s people take chats now.") % {"count": seated})
            if seated
            else Finding(False, _("Nobody takes chats now: visitors leave a request."))
        )
        if channel.settings.get("robot"):
            known = articles_of(channel.company_id).count()
            text = _("The robot knows %(count)s articles.") % {"count": known}
            found.append(Finding(known > 0, text))
            found += check_model()
        return found


ADAPTER = Chat()
