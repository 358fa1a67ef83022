"""Comments of watched pages, against a real HTTP server on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quanfu.channels.actions.comment_import import import_comments
from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.adapters.social import ADAPTER
from quanfu.channels.adapters.social.feed import BadFeed, comments_of
from quanfu.channels.adapters.social.words import is_negative
from quanfu.channels.enums import ChannelKind, IncomingKind
from quanfu.channels.models import Channel, Incoming
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.testing import naughty_strings, run_jobs
from quanfu.desk.enums import Kind
from quanfu.desk.models import Request

pytestmark = pytest.mark.django_db

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>评论</title>
<item><guid>c1</guid><dc:creator>风中一叶</dc:creator><description>&lt;p&gt;家里冰凉，打了三天电话没人管！&lt;/p&gt;</description>
<link>https://weibo.example/c1</link></item>
<item><guid>c2</guid><dc:creator>阳光</dc:creator><description>师傅很热情，好评。</description></item>
</channel></rss>"""


class Feed(ThreadingHTTPServer):
    daemon_threads = True
    body, status, asked = RSS.encode(), 200, 0
    headers_seen: dict[str, str] = {}


class _Talk(BaseHTTPRequestHandler):
    server: Feed

    def do_GET(self) -> None:
        self.server.asked += 1
        self.server.headers_seen = dict(self.headers)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def feed() -> Iterator[Feed]:
    with Feed(("127.0.0.1", 0), _Talk) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def social(company: Any, feed: Feed) -> Channel:
    address = f"http://127.0.0.1:{feed.server_port}/feed"
    return Channel.objects.create(
        company=company,
        code="weibo",
        kind=ChannelKind.SOCIAL,
        name="微博",
        settings={"feed_url": address, "every_minutes": 5},
    )


class Keeper:
    """What `quanfu listen` gives an adapter, without its thread."""

    def __init__(self, channel: Channel, stop: threading.Event) -> None:
        self.channel, self.stop, self.memory, self.beats = channel, stop, {}, 0

    def __call__(self, key: str, raw: bytes) -> bool:
        return keep_incoming(channel=self.channel, key=key, raw=raw, by=SYSTEM) is not None

    def beat(self) -> None:
        self.beats += 1
        self.stop.set()

    def remember(self, **memory: Any) -> None:
        self.memory |= memory


def ask_once(channel: Channel) -> None:
    stop = threading.Event()
    ADAPTER.listen(channel, stop, Keeper(channel, stop))
    run_jobs()


@pytest.mark.req("INT-23")
def test_a_negative_comment_of_a_watched_page_opens_a_request_at_the_next_look(social: Channel) -> None:
    ask_once(social)
    request = Request.objects.get()
    assert "打了三天电话没人管" in request.body
    assert (request.contact_name, request.channel, request.kind) == ("风中一叶", social, Kind.COMPLAINT)
    assert Incoming.objects.get(key="c2").kind == IncomingKind.IGNORED


@pytest.mark.req("INT-23")
def test_the_feed_is_asked_again_after_its_minutes_and_not_before(social: Channel, feed: Feed) -> None:
    stop = threading.Event()
    keeper = Keeper(social, threading.Event())
    thread = threading.Thread(target=lambda: ADAPTER.listen(social, stop, keeper))
    social.settings["every_minutes"] = 0.01  # 0.6 seconds
    # the thread keeps nothing new: what is there is known
    for comment in comments_of(feed.body):
        keep_incoming(channel=social, key=comment.key, raw=comment.raw, by=SYSTEM)
    feed.body = b"[]"
    thread.start()
    until = time.monotonic() + 10
    while feed.asked < 3 and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    thread.join(10)
    assert feed.asked >= 3


def test_ones_own_words_of_discontent_open_requests_too(social: Channel, feed: Feed) -> None:
    for number, (own, requests) in enumerate((("", 0), ("一言难尽 拉胯", 1))):
        social.settings["negative_words"] = own
        social.save()
        feed.body = json.dumps([{"id": str(number), "text": "今年的供热一言难尽", "author": "甲"}]).encode()
        ask_once(social)
        assert Request.objects.count() == requests


def test_a_comment_is_taken_once_however_often_it_stands_in_the_feed(social: Channel) -> None:
    ask_once(social)
    ask_once(social)
    assert Incoming.objects.count() == 2
    assert Request.objects.count() == 1


def test_the_token_is_sent(social: Channel, feed: Feed) -> None:
    from quanfu.core.sealed import seal

    social.sealed = seal({"token": "geheim"})
    ask_once(social)
    assert feed.headers_seen["Authorization"] == "Bearer geheim"


def test_the_test_of_the_connection_says_what_is_wrong(social: Channel, feed: Feed) -> None:
    assert ADAPTER.check(social)[0].ok
    feed.status = 503
    (finding,) = ADAPTER.check(social)
    assert not finding.ok
    assert "503" in finding.text
    feed.status, feed.body = 200, b"<html>"
    assert not ADAPTER.check(social)[0].ok
    social.settings["feed_url"] = "http://127.0.0.1:9/"
    assert not ADAPTER.check(social)[0].ok


@pytest.mark.parametrize(
    ("text", "given", "bad"),
    [
        ("暖气冰凉，没人管", {}, True),
        ("师傅很好，零投诉", {}, False),
        ("The worst service", {}, True),
        ("a broken-down car was fixed quickly", {}, True),
        ("very helpful", {}, False),
        ("一般般", {"rating": 1.0}, True),
        ("投诉渠道很方便", {"rating": 5.0}, False),
        ("还行吧", {"mood": "负面"}, True),
        ("太忽悠了", {}, False),
        ("太忽悠了", {"further": "忽悠, 套路"}, True),
    ],
)
def test_what_is_negative(text: str, given: dict[str, Any], bad: bool) -> None:
    assert is_negative(text, **given) is bad


@pytest.mark.parametrize(
    "body",
    [
        RSS,
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "c1", "content_text": "a", "authors": [{"name": "n"}]}, {"id": "c2", "content_html": "<b>b</b>"}]}',
        '[{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]',
        "编号,作者,内容,评分\n1,王,差,1\n2,李,好,5\n",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><summary>a</summary><author><name>n</name></author></entry>'
        "<entry><id>2</id><title>b</title></entry></feed>",
    ],
)
def test_feeds_and_files_of_all_forms_are_read(body: str) -> None:
    assert len(comments_of(body.encode())) == 2
    assert len(comments_of(body.encode("gb18030"))) == 2 or "<?xml" in body or "<feed" in body


@pytest.mark.parametrize(
    "body",
    [
        "",
        "name,age\n1,2",
        "{",
        '{"a": 1}',
        "<a",
        '<!DOCTYPE x [<!ENTITY a "b">]><a>&a;</a>',
        "[" * 100_000,
        "\x89PNG\r\rIHDR,\r",
        "id,text\n1,a\rb\n" + '"' + "x" * 200_000,
    ],
)
def test_what_is_no_list_of_comments_is_refused_in_words(body: str, social: Channel) -> None:
    with pytest.raises((BadFeed, Refused)):
        import_comments(channel=social, body=body.encode(), by=SYSTEM)


def test_naughty_comments_end_as_text(social: Channel) -> None:
    rows = [
        {"id": f"n{i}", "text": f"投诉 {text}", "author": text}
        for i, text in enumerate(naughty_strings()[::4])
    ]
    import_comments(channel=social, body=json.dumps(rows).encode(), by=SYSTEM)
    run_jobs(most=20_000)
    assert Request.objects.count() == Incoming.objects.count() == len(rows)


def test_a_file_is_imported_by_its_page_and_takes_nothing_twice(
    social: Channel, li: Any, client_of: Any
) -> None:
    client = client_of(li)
    for _again in range(2):
        file = SimpleUploadedFile("c.csv", "编号,作者,内容\n1,王,太差了\n2,李,好\n".encode("gb18030"))
        answer = client.post(reverse("channels:comment_import.create"), {"channel": social.pk, "file": file})
        assert answer.status_code == 303
    run_jobs()
    assert Request.objects.count() == 1
    bad = client.post(
        reverse("channels:comment_import.create"),
        {"channel": social.pk, "file": SimpleUploadedFile("c.csv", b"x")},
    )
    assert bad.status_code == 422
