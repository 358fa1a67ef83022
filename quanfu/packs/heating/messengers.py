"""What customers of the demo write by WeChat, the approved SMS templates, and who wants no more SMS."""

from datetime import datetime, timedelta

from quanfu.channels.actions.channel import save_channel
from quanfu.channels.actions.incoming import keep_incoming, understand_incoming
from quanfu.channels.actions.opt_out import stop_sms
from quanfu.channels.actions.sms_template import save_sms_template
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.channels.queries.channel import CHANNELS
from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.sealed import seal
from quanfu.desk.models import Request
from quanfu.packs.heating.company import Company

NOBODY = "http://127.0.0.1:9"  # a demo sends nothing into the world
# who, what, hours ago, mobile
WORDS = (
    (
        "oWX_chunyu",
        "家里客厅暖气片只有一半热，麻烦派人看看，地址柳林社区 6 号楼 2 单元 302",
        3,
        "13845120061",
    ),
    ("oWX_xiaoman", "上个月报修的阀门又渗水了，能再来一次吗？", 53, "13845120062"),
    ("oWX_laozhou", "请问今年采暖费什么时候可以在线缴？", 30, ""),
)
TEMPLATES = (
    ("SMS_460001", "受理通知", "您好，您的请求{number}已受理，工作人员将与您联系。"),
    ("SMS_460002", "完工通知", "您的请求{number}已处理完毕：{result}。"),
    ("SMS_460003", "邀请评价", "您的请求{number}已办结，请回复1至5分评价本次服务，5分为非常满意。退订回TD"),
)


def write_by_messenger(company: Company, end: datetime) -> None:
    """Three followers of the official account, one of whom can no longer be answered there."""
    head = company.people["head"]
    wechat = save_channel(
        instance=None, company=company.unit, code="wechat", kind=ChannelKind.WECHAT, name="微信公众号", address="松河供热服务", by=head
    )  # fmt: skip
    Channel.objects.filter(pk=wechat.pk).update(
        settings={"app_id": "wx0000000000000000", "api_url": NOBODY}, confirms=False, check_every_days=0,
        sealed=seal({"app_secret": "demo", "token": "demo", "aes_key": "A" * 43}),
    )  # fmt: skip
    sms = save_channel(
        instance=None, company=company.unit, code="sms", kind=ChannelKind.SMS, name="短信", address="1069 0000 95303", by=head
    )  # fmt: skip
    Channel.objects.filter(pk=sms.pk).update(
        settings={"provider": "aliyun", "sign": "松河热力", "api_url": ""}, check_every_days=0
    )
    CHANNELS.changed()
    wechat.refresh_from_db()
    for code, name, text in TEMPLATES:
        save_sms_template(
            instance=None, channel=sms, code=code, name=name, text=text, is_active=True, by=head
        )
    for number, (who, text, hours, mobile) in enumerate(WORDS):
        with clock.at(end - timedelta(hours=hours)):
            _say(wechat, str(7_400_000 + number), who, text, mobile)
    with clock.at(end - timedelta(days=4)):
        stop_sms(company=company.unit, phone="13904510077", words="TD", by=SYSTEM)
        stop_sms(company=company.unit, phone="13904510088", words="退订", by=SYSTEM)


def _say(channel: Channel, key: str, who: str, text: str, mobile: str) -> None:
    raw = (
        f"<xml><FromUserName>{who}</FromUserName><CreateTime>{int(clock.now().timestamp())}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{text}</Content><MsgId>{key}</MsgId></xml>"
    ).encode()
    incoming = keep_incoming(channel=channel, key=key, raw=raw, by=SYSTEM)
    if incoming is None:
        return
    understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    incoming.refresh_from_db()
    if mobile:
        Request.objects.filter(number=incoming.request_number).update(contact_phone=mobile)
