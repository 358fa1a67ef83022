from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from quanfu.core.money import Money
from quanfu.ui import formats

AT = datetime(2026, 11, 21, 7, 4, 5, tzinfo=UTC)  # 15:04:05 in Shanghai


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        yield


def test_instant_is_shown_in_the_readers_zone():
    assert formats.when_text(AT) == "2026-11-21 15:04"
    with timezone.override("Asia/Urumqi"):
        assert formats.when_text(AT) == "2026-11-21 13:04"


def test_title_of_an_instant_is_exact():
    html = formats.when(AT)
    assert 'datetime="2026-11-21T15:04:05+08:00"' in html
    assert 'title="2026-11-21 15:04:05 CST"' in html


def test_nothing_is_a_quiet_dash():
    assert "—" in formats.when(None)
    assert "—" in formats.money(None)
    assert formats.day(None) == formats.clock(None) == formats.when_text(None) == ""


def test_day_follows_the_readers_zone():
    assert formats.day(datetime(2026, 11, 21, 17, 0, tzinfo=UTC)) == "2026-11-22"
    assert formats.day(date(2026, 1, 2)) == "2026-01-02"


def test_clock():
    assert formats.clock(AT) == "15:04"


@pytest.mark.parametrize(
    ("before", "chinese", "english"),
    [
        (timedelta(seconds=20), "刚刚", "just now"),
        (timedelta(minutes=1), "1 分钟前", "1 minute ago"),
        (timedelta(minutes=5), "5 分钟前", "5 minutes ago"),
        (timedelta(hours=3), "3 小时前", "3 hours ago"),
        (timedelta(hours=30), "昨天 09:04", "yesterday 09:04"),
        (timedelta(days=3), "11-18 15:04", "11-18 15:04"),
        (timedelta(days=400), "2025-10-17", "2025-10-17"),
        (timedelta(minutes=-5), "5 分钟后", "in 5 minutes"),
        (timedelta(hours=-2), "2 小时后", "in 2 hours"),
        (timedelta(hours=-20), "明天 11:04", "tomorrow 11:04"),
    ],
)
def test_how_long_ago(before, chinese, english):
    assert formats.ago_text(AT - before, now=AT) == chinese
    with translation.override("en"):
        assert formats.ago_text(AT - before, now=AT) == english


def test_six_hours_ago_is_yesterday_after_midnight():
    night = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # 02:00 on the 22nd
    assert formats.ago_text(night - timedelta(hours=8), now=night) == "昨天 18:00"
    assert formats.ago_text(night - timedelta(hours=3), now=night) == "3 小时前"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Money(123456), "¥1,234.56"),
        (5, "¥0.05"),
        (-120000, "−¥1,200.00"),
        (0, "¥0.00"),
        (Money(-1), "−¥0.01"),
    ],
)
def test_money(value, shown):
    assert formats.money(value) == shown


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (20, "20分钟", "20 min"),
        (200, "3小时20分", "3 h 20 min"),
        (120, "2小时", "2 h"),
        (0, "0分钟", "0 min"),
        (-90, "−1小时30分", "−1 h 30 min"),
        (1500, "25小时", "25 h"),
    ],
)
def test_minutes(value, chinese, english):
    assert formats.minutes(value) == chinese
    with translation.override("en"):
        assert formats.minutes(value) == english


@pytest.mark.parametrize(
    ("minutes", "state", "chinese", "english"),
    [
        (200, "ok", "剩 3小时20分", "3h 20min left"),
        (60, "soon", "剩 1小时", "1h left"),
        (-135, "late", "超时 2小时15分", "2h 15min late"),
        (3000, "ok", "剩 2天2小时", "2d 2h left"),
    ],
)
def test_time_left(minutes, state, chinese, english):
    left = formats.left(AT + timedelta(minutes=minutes), now=AT)
    assert (left.state, left.text) == (state, chinese)
    with translation.override("en"):
        assert formats.left(AT + timedelta(minutes=minutes), now=AT).text == english


def test_what_people_write_is_never_markup():
    assert (
        formats.text("<script>x</script>\n二\n\n三") == "<p>&lt;script&gt;x&lt;/script&gt;<br>二</p><p>三</p>"
    )


def test_address_in_a_text_is_a_link_up_to_the_punctuation():
    html = formats.text("见 https://a.example/b?c=1&d=2，谢谢。")
    assert 'href="https://a.example/b?c=1&amp;d=2"' in html
    assert "</a>，谢谢。" in html


def test_only_web_addresses_become_links():
    assert "<a" not in formats.text("javascript:alert(1) data:text/html,x mailto:a@b.c")


def test_address_cannot_break_out_of_its_attribute():
    assert formats.text('http://a.example/"onmouseover="x') == (
        '<p><a href="http://a.example/" rel="nofollow noopener noreferrer" target="_blank">http://a.example/</a>&#34;onmouseover=&#34;x</p>'
    )


def test_values_of_any_kind():
    assert formats.shown(True) == "是"
    assert "—" in formats.shown("")
    assert formats.shown(0) == 0
    assert "2026-11-21 15:04" in formats.shown(AT)
