"""Fetching what customers write to customer service accounts.

WeCom's call-back says only that there is something; the words are fetched page by page with a cursor. Each message is kept under
its id before the cursor is remembered, so a crash anywhere means that a page is fetched once more and nothing is taken twice.
"""

import json
import threading
import time
from typing import TYPE_CHECKING, Any

from quanfu.channels.adapters.callback import dict_of, text_of
from quanfu.channels.adapters.contract import Keep, NotSent
from quanfu.channels.adapters.envelope import Forged, read_xml
from quanfu.channels.adapters.wecom.receive import CUSTOMER, EVENT_KEY
from quanfu.core.files import open_file

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

LOOK_EVERY = 1.0  # seconds between looks for news
SILENCE = 600.0  # seconds without news after which it is fetched all the same, in case a call-back was lost
PAGE = 1000


def listen(channel: "Channel", stop: threading.Event, keep: Keep) -> None:
    """Wait for news at the hook and fetch what it is about; also once at the start."""
    fetched = float("-inf")
    while not stop.is_set():
        news = _news(channel, int(keep.memory.get("event", 0)))
        if news:
            for pk, account, token in news:
                pull(channel, keep, account=account, token=token)
                keep.remember(event=pk)
            fetched = time.monotonic()
        elif time.monotonic() - fetched > SILENCE:
            for account in keep.memory.get("cursors") or {channel.setting("open_kfid"): ""}:
                pull(channel, keep, account=account, token="")
            fetched = time.monotonic()
        keep.beat()  # not before: who is refused at each attempt is impaired
        stop.wait(LOOK_EVERY)


def pull(channel: "Channel", keep: Keep, *, account: str, token: str) -> int:
    """Fetch and keep all that is new at one account ("" for whichever the secret may read); how many messages.

    ``token`` of the call-back lets us ask often; one that has ended (after ten minutes) is left out.
    """
    from quanfu.channels.adapters.wecom.send import call

    taken = 0
    while True:
        cursors = dict(keep.memory.get("cursors") or {})
        body: dict[str, Any] = {"cursor": cursors.get(account, ""), "limit": PAGE}
        body |= {"open_kfid": account} if account else {}
        body |= {"token": token} if token else {}
        try:
            said = call(channel, "kf/sync_msg", body)
        except NotSent as problem:
            if token and problem.final:
                token = ""
                continue
            raise
        messages = [dict_of(one) for one in said.get("msg_list") or []]
        names = _names(channel, messages)
        for message in messages:
            if not (key := text_of(message.get("msgid"))) or message.get("origin") not in (3, 4):
                continue
            kept = {"msg": message, "name": names.get(text_of(message.get("external_userid")), "")}
            taken += keep(key, json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace"))
            keep.beat()
        moved = text_of(said.get("next_cursor"))
        if moved and moved != cursors.get(account):
            keep.remember(cursors=cursors | {account: moved})
        if not said.get("has_more") or not moved or moved == cursors.get(account):
            return taken


def _news(channel: "Channel", after: int) -> list[tuple[int, str, str]]:
    """(pk, account, token) of the newest call-back of each account since ``after``; the older ones it makes superfluous."""
    from quanfu.channels.models import Incoming

    new = Incoming.objects.filter(channel=channel, key__startswith=EVENT_KEY, pk__gt=after)
    found: dict[str, tuple[int, str, str]] = {}
    for row in new.select_related("raw").order_by("pk"):
        with open_file(row.raw) as opened:
            try:
                said = read_xml(opened.read())
            except Forged:
                continue
        account = said.get("OpenKfId", "")
        found[account] = (row.pk, account, said.get("Token", ""))
    return sorted(found.values())


def _names(channel: "Channel", messages: list[dict[str, Any]]) -> dict[str, str]:
    """What the customers call themselves, as far as WeCom tells; without it they are known by number only."""
    from quanfu.channels.adapters.wecom.send import call

    asked = sorted(
        {text_of(one.get("external_userid")) for one in messages if one.get("origin") == CUSTOMER} - {""}
    )
    names: dict[str, str] = {}
    for start in range(0, len(asked), 100):
        try:
            said = call(channel, "kf/customer/batchget", {"external_userid_list": asked[start : start + 100]})
        except NotSent:
            return names
        for one in said.get("customer_list") or []:
            names[text_of(dict_of(one).get("external_userid"))] = text_of(dict_of(one).get("nickname"), 120)
    return names
