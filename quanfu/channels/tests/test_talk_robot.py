"""The chat's robot: what it answers, when it hands over, and that no model can stop it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.adapters.chat import ADAPTER, model
from quanfu.channels.enums import Author, TalkState
from quanfu.channels.models import Channel, Talk, Turn
from quanfu.channels.tests.talks import article, came, chat, moving, robot_chat, says, seated
from quanfu.core.clock import now
from quanfu.core.models import Rule
from quanfu.core.rules import TABLE
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.request import open_request
from quanfu.desk.models import Request
from quanfu.knowledge.models import Gap
from quanfu.org.models import Person, Unit

__all__ = ["chat", "moving", "robot_chat", "seated"]
pytestmark = pytest.mark.django_db
BODY = "先检查入户阀门是否全开，再给暖气片排气，仍不热请拨打 96999 报修。"


def ruled(code: str, value: Any) -> None:
    Rule.objects.create(code=code, since=now().date() - timedelta(days=1), value=value)
    TABLE.changed()


def robot(talk: Talk) -> list[Turn]:
    return list(Turn.objects.filter(talk=talk, author=Author.ROBOT).order_by("seq"))


def asked(talk: Talk, text: str) -> Turn:
    """What the robot says to it."""
    says(talk, text)
    run_jobs()
    return robot(talk)[-1]


@pytest.fixture
def talk(robot_chat: Channel, company: Unit) -> Talk:
    article(company, "暖气不热怎么办", BODY)
    return came(robot_chat)[0]


@pytest.fixture
def language_model(settings: Any) -> Iterator[Callable[..., list[Any]]]:
    """language_model(answer): a stand-in server; what it was asked. answer: text, (status, bytes), or seconds to wait."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Any, timeout: int = 5) -> list[Any]:
        heard: list[Any] = []

        class Stand(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                heard[-1]["key"] = self.headers.get("Authorization", "")
                status, body = 200, b"{}"
                if isinstance(answer, float):
                    time.sleep(answer)
                elif isinstance(answer, tuple):
                    status, body = answer
                else:
                    body = json.dumps({"choices": [{"message": {"content": answer}}]}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass

            def log_message(self, format: str, *args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Stand)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        configured(settings, f"http://127.0.0.1:{server.server_port}/v1", timeout)
        return heard

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
    model._failed_at = float("-inf")


def configured(settings: Any, url: str, timeout: int = 5) -> None:
    from dataclasses import replace

    settings.CONFIG = replace(
        settings.CONFIG, model_url=url, model_name="stand-in", model_key="sesame", model_timeout=timeout
    )
    model._failed_at = float("-inf")


def test_the_robot_quotes_the_article_and_names_it(talk: Talk) -> None:
    said = asked(talk, "暖气不热怎么办")
    assert said.text.startswith(BODY)
    assert said.data["sources"] == ["暖气不热怎么办"]
    page = Client().get(said.data["pages"][0])  # where the visitor reads all of it
    assert page.status_code == 200 and "先检查入户阀门" in page.content.decode()
    assert len(said.data["choices"]) == 3


def test_an_article_for_colleagues_only_is_never_quoted(robot_chat: Channel, company: Unit) -> None:
    article(company, "暖气不热怎么办", "内部口径：先拖两天", is_public=False)
    assert "内部口径" not in asked(came(robot_chat)[0], "暖气不热怎么办").text


def test_below_its_floor_the_robot_does_not_guess(talk: Talk) -> None:
    """channels.robot_floor"""
    ruled("channels.robot_floor", "1")
    assert BODY not in asked(talk, "家里暖气片有点凉").text


def test_after_two_misses_it_hands_over(talk: Talk, seated: Person) -> None:
    asked(talk, "量子涨落是什么")
    talk.refresh_from_db()
    assert talk.state == TalkState.ROBOT
    asked(talk, "黑洞会蒸发吗")
    talk.refresh_from_db()
    assert (talk.state, talk.agent) == (TalkState.WITH_AGENT, seated)


def test_what_it_has_no_answer_to_is_counted_among_what_is_searched_in_vain(talk: Talk) -> None:
    for words in ("量子涨落是什么", "没有帮助", "黑洞" * 40):
        asked(talk, words)
    assert list(Gap.objects.values_list("words", "count")) == [("量子涨落是什么", 1)]


def test_how_many_misses_is_a_rule(talk: Talk, seated: Person) -> None:
    """channels.robot_misses"""
    ruled("channels.robot_misses", 1)
    asked(talk, "量子涨落是什么")
    talk.refresh_from_db()
    assert talk.state == TalkState.WITH_AGENT


@pytest.mark.parametrize("words", ["转人工", "我要找人工客服", "Can I talk to a human?", "agent please"])
def test_whoever_asks_for_a_person_gets_one(talk: Talk, seated: Person, words: str) -> None:
    asked(talk, words)
    talk.refresh_from_db()
    assert talk.state == TalkState.WITH_AGENT


@pytest.mark.parametrize(
    "words", ["好的，那暖气不热怎么办", "谢谢，暖气不热怎么办", "thank you, 暖气不热怎么办"]
)
def test_a_question_that_begins_with_thanks_is_answered(talk: Talk, words: str) -> None:
    assert asked(talk, words).text.startswith(BODY)


@pytest.mark.parametrize(
    "words", ["好的，谢谢您！", "有帮助", "谢谢，解决了", "Thanks a lot", "您好", "在吗？", "Hello"]
)
def test_thanks_and_greetings_are_no_questions_without_an_answer(talk: Talk, words: str) -> None:
    for _time in range(3):
        asked(talk, words)
    talk.refresh_from_db()
    assert (talk.state, talk.misses) == (TalkState.ROBOT, 0)


@pytest.mark.parametrize("words", ["换阀门的人工费怎么算", "someone broke my meter", "人工智能是什么"])
def test_words_that_only_sound_like_a_call_for_a_person_are_questions(
    talk: Talk, seated: Person, words: str
) -> None:
    asked(talk, words)
    talk.refresh_from_db()
    assert talk.state == TalkState.ROBOT


def test_when_nobody_is_there_it_asks_for_a_message_and_goes_on(talk: Talk) -> None:
    asked(talk, "转人工")
    assert Turn.objects.filter(talk=talk, data__leave=True).exists()
    assert asked(talk, "暖气不热怎么办").text.startswith(BODY)
    assert not Request.objects.exists()


def test_the_same_job_run_twice_answers_once(talk: Talk) -> None:
    from quanfu.channels.actions.talk_robot import answer_as_robot
    from quanfu.core.actor import SYSTEM

    asked(talk, "暖气不热怎么办")
    before = len(robot(talk))
    answer_as_robot(talk_id=talk.pk, by=SYSTEM)
    assert len(robot(talk)) == before


def test_a_model_puts_the_article_into_words(talk: Talk, language_model: Callable[..., list[Any]]) -> None:
    heard = language_model("请先检查入户阀门是否全开，再给暖气片排气，仍不热请拨打 96999 报修。")
    said = asked(talk, "暖气不热怎么办")
    assert said.text.startswith("请先检查入户阀门")
    assert said.data["phrased"] is True
    assert BODY in heard[0]["messages"][0]["content"]
    assert heard[0]["messages"][1]["content"] == "暖气不热怎么办"
    assert (heard[0]["model"], heard[0]["key"]) == ("stand-in", "Bearer sesame")


def test_only_articles_whose_words_were_used_are_named_as_sources(
    talk: Talk, company: Unit, language_model: Callable[..., list[Any]]
) -> None:
    article(company, "暖气不热可以退费吗", "室温低于十八度的，经测温确认后按天退还热费，三十日内办结。")
    heard = language_model("请先检查入户阀门是否全开，再给暖气片排气。")
    said = asked(talk, "暖气不热怎么办")
    assert "按天退还热费" in heard[0]["messages"][0]["content"]  # the model was given both
    assert said.data["phrased"] is True and said.data["sources"] == ["暖气不热怎么办"]


@pytest.mark.req("TEC-5")
@pytest.mark.parametrize(
    "answer",
    [
        (500, b"boom"), (200, b"<html>no JSON"), (200, b'{"choices": []}'), (200, b'{"choices":[{"message":{"content":7}}]}'), (200, b"x" * 300_000),
        "", "NONE", "请拨打 13800000000 找小王，保证半小时到。", "请打开 https://evil.example 付款。", "我是一只快乐的小猫，今天天气真好，我们去公园玩吧！", 3.0,
    ],
    ids=["error", "no json", "no choices", "no text", "endless", "nothing", "none", "made-up number", "made-up link", "nonsense", "slow"],
)  # fmt: skip
def test_whatever_the_model_does_the_article_is_quoted(
    talk: Talk, language_model: Callable[..., list[Any]], answer: Any
) -> None:
    language_model(answer, timeout=1)
    began = time.monotonic()
    said = asked(talk, "暖气不热怎么办")
    assert said.text.startswith(BODY)
    assert said.data["phrased"] is False
    assert time.monotonic() - began < 15


@pytest.mark.req("TEC-5")
def test_with_the_model_off_work_goes_on(
    talk: Talk, settings: Any, seated: Person, phone_channel: Channel
) -> None:
    """Given the model is off, when work goes on, then nothing stops."""
    configured(settings, "http://127.0.0.1:9/v1")
    assert asked(talk, "暖气不热怎么办").text.startswith(BODY)
    began = time.monotonic()
    assert asked(talk, "暖气还是不热怎么办").author == Author.ROBOT  # and the dead model is not asked again
    assert time.monotonic() - began < 10
    asked(talk, "转人工")
    talk.refresh_from_db()
    assert talk.state == TalkState.WITH_AGENT
    made = open_request(
        company=talk.company,
        channel=phone_channel,
        subject="漏水",
        contact_name="王",
        contact_phone="13800000009",
        by=seated,
    )
    assert made.number
    model._failed_at = float("-inf")


def test_testing_the_channel_says_what_is_wrong(robot_chat: Channel, settings: Any) -> None:
    configured(settings, "http://127.0.0.1:9/v1")
    assert [finding.ok for finding in ADAPTER.check(robot_chat)] == [True, False, False, False]
    settings.CONFIG = settings.CONFIG.__class__(**{**settings.CONFIG.__dict__, "model_url": ""})
    tag, *_others = ADAPTER.check(robot_chat)
    assert len(_others) == 2
    assert f'data-channel="{robot_chat.key}"' in tag.text
