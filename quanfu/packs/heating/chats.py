"""Web chat in the demo: a window on the company's own pages, the robot first, and some talks of today."""

from datetime import datetime, timedelta

from quanfu.channels.actions.channel import save_channel
from quanfu.channels.actions.talk import end_talk, start_talk
from quanfu.channels.actions.talk_queue import take_seat
from quanfu.channels.actions.turn import Said, answer_visitor, hear_visitors
from quanfu.channels.enums import Author, ChannelKind
from quanfu.channels.models import Channel, Talk
from quanfu.core import clock
from quanfu.core.actor import SYSTEM, visitor
from quanfu.packs.heating.company import Company

TALKS = (
    ("孙女士", "13804510021", 150, (("v", "缴费后还没供热，怎么办？"), ("a", "您好，我查一下您的户号，请稍等。"), ("v", "户号 2031187"), ("a", "已缴费，阀门今天下午两点前打开。"), ("v", "好的，谢谢")), True),
    ("郑先生", "13804510022", 45, (("v", "暖气片有异响，能上门看看吗？"), ("a", "可以的，已为您登记，师傅会先打电话。"), ("v", "明天上午在家")), False),
)  # fmt: skip


def chat(company: Company, end: datetime) -> None:
    """One talk that has ended, one under way, and the agent who takes chats."""
    agent = company.people["agent"]
    known = Channel.objects.filter(company=company.unit, kind=ChannelKind.CHAT).first()
    channel = known or save_channel(
        instance=None, company=company.unit, code="chat", kind=ChannelKind.CHAT, name="在线客服", hours="智能助手 24 小时，人工 8:00–20:00",
        greeting="您好，我是松河热力的智能助手，请直接描述您的问题；需要人工时点右上角“转人工”。", is_public=True, owner=company.people["head"], by=SYSTEM,
    )  # fmt: skip
    settings = {
        "origins": [],
        "ask_name": "optional",
        "ask_phone": "optional",
        "ask_email": "off",
        "name_en": "Songhe Heating",
        "greeting_en": "Hello, I am the assistant of Songhe Heating. Ask me anything, or ask for a person at any time.",
        "robot": False,
    }
    channel = save_channel(
        instance=channel,
        company=company.unit,
        code="chat",
        kind=ChannelKind.CHAT,
        name=channel.name,
        settings=settings,
        by=SYSTEM,
    )
    take_seat(person=agent, by=agent)
    for name, phone, minutes, said, over in TALKS:
        at = end - timedelta(minutes=minutes)
        with clock.at(at):
            talk, _token = start_talk(
                channel=channel, name=name, phone=phone, email="", locale="zh-CN", page="", by=visitor(name)
            )
        for n, (who, text) in enumerate(said, 1):
            with clock.at(at + timedelta(seconds=40 * n)):
                if who == "v":
                    hear_visitors(said=[Said(talk.pk, text, f"demo-{talk.pk}-{n}")], by=SYSTEM)
                else:
                    answer_visitor(talk=talk, text=text, person=agent, files=[], note=None, by=agent)
        if over:
            with clock.at(at + timedelta(minutes=8)):
                end_talk(
                    talk=Talk.objects.select_related("company", "channel", "agent").get(pk=talk.pk),
                    author=Author.VISITOR,
                    by=SYSTEM,
                )
    with_robot = settings | {"robot": True}
    save_channel(
        instance=channel,
        company=company.unit,
        code="chat",
        kind=ChannelKind.CHAT,
        name=channel.name,
        settings=with_robot,
        by=SYSTEM,
    )
