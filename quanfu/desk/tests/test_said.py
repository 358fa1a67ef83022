"""What rows, the composer and the timeline say: nothing twice, nothing empty, and where a reply will go."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from quanfu.channels.models import Channel
from quanfu.core.rules import DEFINITIONS
from quanfu.desk.models import Request
from quanfu.desk.queries.reply_way import reply_hint
from quanfu.desk.queries.rows import _line
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.mark.parametrize(
    ("last", "shown"),
    [
        ("暖气不热", ""),
        ("暖气不热。地址：和平路 18 号", "地址：和平路 18 号"),
        ("师傅今天上门", "师傅今天上门"),
    ],
)
def test_last_line_of_a_row_leaves_out_what_its_subject_says(last: str, shown: str) -> None:
    assert _line(SimpleNamespace(subject="暖气不热", last_line=last), ()) == shown


def test_composer_says_by_which_way_a_reply_goes(
    make_request: Make, company: Unit, li: Person, client_of: Callable[[Person], Client]
) -> None:
    by_sms = make_request(contact_phone="13800000001", contact_email="")
    by_mail = make_request(contact_phone="", contact_email="w@home.example")
    nowhere = make_request(contact_phone="", contact_email="")
    chat = Channel.objects.create(company=company, code="chat-x", kind="chat", name="在线客服")
    assert "13800000001" in reply_hint(by_sms) and "短信" in reply_hint(by_sms)
    assert "w@home.example" in reply_hint(by_mail)
    assert reply_hint(nowhere) == "客户既没有留电话也没有留邮箱。"
    assert "会话" in reply_hint(make_request(channel=chat))
    page = client_of(li).get(f"/desk/requests/{by_mail.number}/").content.decode()
    assert reply_hint(by_mail) in page


def test_first_line_of_the_timeline_names_the_state_and_no_empty_one_before_it(
    make_request: Make, li: Person, client_of: Callable[[Person], Client]
) -> None:
    page = client_of(li).get(f"/desk/requests/{make_request().number}/").content.decode()
    line = page.split('class="done-change">')[1].split("</span>")[0]
    assert "已登记" in line and "—" not in line


def test_hours_of_a_setting_are_read_as_hours() -> None:
    for code in ("channels.window_hours", "desk.complaint_answer_hours", "desk.complaint_quick_hours"):
        assert str(DEFINITIONS[code].unit) == "小时"
