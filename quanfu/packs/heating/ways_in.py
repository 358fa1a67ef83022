"""The ways in at work: letters registered by hand, watched comments, tests, a fault, limits not kept."""

import json
from datetime import datetime, timedelta

from quanfu.channels.actions.breach import hold_limit
from quanfu.channels.actions.channel import save_channel
from quanfu.channels.actions.check import find_fault, finish_check, mend_fault, open_check
from quanfu.channels.actions.incoming import keep_incoming, understand_incoming
from quanfu.channels.enums import ChannelKind, LimitKind
from quanfu.channels.models import Channel
from quanfu.channels.queries.channel import CHANNELS, channel_for
from quanfu.core import clock
from quanfu.core.actions.calendar import save_calendar
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.desk.actions.registration import register_by_hand
from quanfu.packs.heating.company import Company

WINDOW_HOURS = {day: [["08:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
LETTERS = (
    ("letter", "和平路 18 号全体住户", "楼道暖气管道保温层脱落\n冬天楼道结冰，老人出入不便，请安排修复。"),
    ("letter", "赵玉兰 138 4512 7788", "咨询停供手续\n今冬不住，想办理报停，需要哪些材料？"),
    ("walk_in", "钱师傅 139 4512 6677", "缴费后未开栓\n上周三已缴费，至今没有供暖。"),
    ("social", "松河贴吧 ID 冬日暖阳", "帖子反映换热站噪音\n夜里机组声音很大，影响休息。"),
)
COMMENTS = (
    ("c1", "风中一叶", "家里冰凉，打了三次电话没人管！", 1),
    ("c2", "幸福小区居民", "师傅态度很好，修完还打扫了卫生。", 5),
    ("c3", "北方的狼", "今年比去年暖和多了，点赞。", 5),
    ("c4", "路过", "收费大厅几点开门？", None),
    ("c5", "小石头", "缴费排队一个小时，太慢了。", 2),
)


def open_ways_in(company: Company, end: datetime) -> None:
    agent, head = company.people["agent"], company.people["head"]
    with clock.at(end - timedelta(days=30)):  # what is written to us last week is theirs too
        set_rule(code="desk.front_unit", value=company.units["front"].code, by=SYSTEM)
    hours = save_calendar(
        calendar=None,
        code="window",
        name="收费大厅营业时间",
        tz="Asia/Shanghai",
        week=WINDOW_HOURS,
        around_the_clock=False,
        by=SYSTEM,
    )
    Channel.objects.filter(company=company.unit, kind=ChannelKind.WALK_IN).update(calendar=hours)
    CHANNELS.changed()
    for number, (kind, sender, text) in enumerate(LETTERS):
        with clock.at(end - timedelta(days=number, hours=3)):
            register_by_hand(
                company=company.unit,
                channel=channel_for(company.unit, kind),
                sender=sender,
                text=text,
                by=agent,
            )
    social = channel_for(company.unit, ChannelKind.SOCIAL)
    social = save_channel(
        instance=social,
        company=company.unit,
        code=social.code,
        kind=social.kind,
        name="社交媒体评论",
        address="微博 @松河热力",
        by=SYSTEM,
    )
    for number, (key, author, text, stars) in enumerate(COMMENTS):
        said = {
            "id": key,
            "author": author,
            "text": text,
            "rating": stars,
            "url": f"https://weibo.example/{key}",
        }
        with clock.at(end - timedelta(hours=5 * number + 1)):
            incoming = keep_incoming(
                channel=social, key=key, raw=json.dumps(said, ensure_ascii=False).encode(), by=SYSTEM
            )
            if incoming:
                understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    _test(company, end)
    hotline = channel_for(company.unit, ChannelKind.PHONE)
    for number, rings in enumerate((5, 4, 8, 6)):
        with clock.at(end - timedelta(days=2 * number + 1, hours=number)):
            hold_limit(
                channel=hotline, kind=LimitKind.RINGS, took=rings, source_key=f"demo {number}", by=SYSTEM
            )
    with clock.at(end - timedelta(hours=4)):
        find_fault(
            channel=channel_for(company.unit, ChannelKind.LETTER),
            text="信箱钥匙丢失，周一以来未取信",
            by=head,
        )


def _test(company: Company, end: datetime) -> None:
    """The hotline's weekly test went well, that of the web form once did not; one is to be done."""
    agent, head = company.people["agent"], company.people["head"]
    hotline, portal = (channel_for(company.unit, kind) for kind in (ChannelKind.PHONE, ChannelKind.PORTAL))
    for weeks in (3, 2, 1):
        with clock.at(end - timedelta(weeks=weeks)):
            if check := open_check(channel=hotline, by=SYSTEM):
                finish_check(check=check, is_good=True, by=agent)
    with clock.at(end - timedelta(weeks=2, hours=2)):
        if check := open_check(channel=portal, by=SYSTEM):
            finish_check(check=check, is_good=False, remark="上传照片后页面无响应", by=agent)
            fault = find_fault(channel=portal, text="", by=agent)
            mend_fault(fault=fault, result="扩大了上传限制并重启服务", by=head)
    with clock.at(end - timedelta(hours=6)):
        open_check(channel=hotline, by=SYSTEM)
