"""The front of the demo's desk: visitors expected and received, two windows, promises, requests that wait."""

from datetime import datetime, timedelta

from quanfu.core import clock
from quanfu.desk.actions.consultation import record_consultation, settle_consultation
from quanfu.desk.actions.hold import begin_hold
from quanfu.desk.actions.promise import make_promise
from quanfu.desk.actions.reception import Agreed, arrange_visit, close_visit
from quanfu.desk.actions.service_window import register_walk_in, save_service_window
from quanfu.desk.enums import State, WindowKind
from quanfu.desk.models import Request
from quanfu.packs.heating.company import Company

WINDOWS = (("A1", "一号服务窗口", WindowKind.SERVICE), ("B1", "二号缴费窗口", WindowKind.PAYMENT))
WALK_INS = (("办理新户开栓", "孙先生"), ("补打去年发票", ""), ("咨询停供办理条件", "何女士"), ("缴纳采暖费", ""), ("缴纳采暖费", "田先生"))  # fmt: skip
CONSULTATIONS = (("新建小区接入集中供热", "恒盛置业 马经理"), ("别墅地暖改造", "秦先生"), ("商铺单独计量", "美味饺子馆"), ("学校寒假低温运行", "第三中学 总务处"),
                 ("办公楼节能改造", "宏图大厦"), ("旧楼分户改造", "柳林社区"), ("二次网平衡改造", "金色家园物业"), ("热计量表更换", "沈女士"),
                 ("供暖托管服务", "朝阳医院 后勤"), ("新房开栓费用", "贾先生"))  # fmt: skip
HOLDS = (
    ("customer", "客户出差，下周一回来再上门。"),
    ("parts", "换热器到货后安装。"),
    ("special", "小区停电检修，供电恢复后处理。"),
)


def receive(company: Company, end: datetime) -> None:
    """Two visits to come and one received, the morning at the windows, three promises, three requests on hold."""
    agent, specialist, leader = (company.people[role] for role in ("agent", "specialist", "leader"))
    for topic, visitors, hours in (
        ("小区整体升温方案", "金色家园物业 刘经理\n业主代表 赵女士", 22),
        ("大户型计量争议", "宏图大厦 行政部 周主任", 46),
    ):
        arrange_visit(
            topic=topic,
            visitors=visitors,
            appointment_at=end + timedelta(hours=hours),
            host=specialist,
            by=agent,
        )
    with clock.at(end - timedelta(days=2)):
        past = arrange_visit(
            topic="供热质量座谈",
            visitors="柳林社区 王书记",
            appointment_at=end - timedelta(days=1),
            host=leader,
            by=agent,
        )
    agreed = [
        Agreed("入户测温十户并反馈", leader, end.date() + timedelta(days=3)),
        Agreed("答复停暖退费口径", specialist, end.date() + timedelta(days=5)),
    ]
    close_visit(
        reception=past, minutes="社区反映两栋楼晚间温度偏低，约定三日内测温并答复。", agreed=agreed, by=leader
    )
    windows = [
        save_service_window(
            instance=None,
            code=code,
            name=name,
            kind=kind,
            unit=agent.unit,
            is_active=True,
            by=company.people["head"],
        )
        for code, name, kind in WINDOWS
    ]
    for number, (business, visitor) in enumerate(WALK_INS):
        with clock.at(end - timedelta(minutes=25 * (len(WALK_INS) - number))):
            register_walk_in(window=windows[number // 3], business=business, visitor=visitor, by=agent)
    _consult(company, end)
    _promise_and_wait(company, end)


def _consult(company: Company, end: datetime) -> None:
    """Ten consultations of the last days: three became visits, one nothing."""
    consultants = [company.people["specialist"], company.people["agent"]]
    for number, (topic, name) in enumerate(CONSULTATIONS):
        with clock.at(end - timedelta(hours=7 * (len(CONSULTATIONS) - number))):
            one = record_consultation(
                consultant=consultants[number % 2], name=name, topic=topic, by=company.people["agent"]
            )
        if number in (1, 4, 7):
            settle_consultation(
                consultation=one,
                state="visit",
                appointment_at=end + timedelta(hours=20 + number),
                by=one.consultant,
            )
        elif number == 2:
            settle_consultation(consultation=one, state="nothing", remark="选择自采暖", by=one.consultant)


def _promise_and_wait(company: Company, end: datetime) -> None:
    agent = company.people["agent"]
    known = Request.objects.filter(company=company.unit, waits_for="").select_related(
        "unit", "service_type", "company"
    )
    for hours, request in zip(
        (-2, 2, 26), known.filter(state=State.ORDERED).order_by("-opened_at")[3:], strict=False
    ):
        with clock.at(min(end, end + timedelta(hours=hours - 4))):
            make_promise(
                request=request,
                promised_at=end + timedelta(hours=hours),
                text="问清楚收费标准后回电",
                by=agent,
            )
    waiting = known.filter(state__in=[State.ORDERED, State.APPROVED]).order_by("-opened_at")[7:]
    for (kind, text), request in zip(HOLDS, waiting, strict=False):
        begin_hold(request=request, waits_for=kind, text=text, by=agent)
