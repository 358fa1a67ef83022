"""How long a text is, and by which template it was written."""

import pytest

from quanfu.channels.adapters.sms.length import length_of
from quanfu.channels.adapters.sms.template import fit, fitting, places_of


@pytest.mark.parametrize(
    ("text", "signs", "parts", "room"),
    [("", 0, 0, 70), ("您好", 2, 1, 68), ("字" * 70, 70, 1, 0), ("字" * 71, 71, 2, 63), ("字" * 134, 134, 2, 0), ("字" * 135, 135, 3, 66),
     ("a" * 71, 71, 2, 63), ("😀", 2, 1, 68)],
)  # fmt: skip
def test_a_chinese_sms_is_charged_by_seventy_and_sixty_seven(
    text: str, signs: int, parts: int, room: int
) -> None:
    length = length_of(text)
    assert (length.signs, length.parts, length.room) == (signs, parts, room)


def test_seven_bit_texts_hold_more_where_networks_count_so() -> None:
    assert length_of("a" * 160, seven_bits=True).parts == 1
    assert length_of("a" * 161, seven_bits=True).parts == 2
    assert length_of("€" * 81, seven_bits=True).signs == 162
    assert length_of("字" * 71, seven_bits=True).parts == 2


TEMPLATE = "您的请求{number}已由${name}受理，预计{hours}小时内完成。"


def test_a_text_written_by_a_template_gives_its_values() -> None:
    assert places_of(TEMPLATE) == ["number", "name", "hours"]
    assert fit("您的请求FW-1已由李静受理，预计2小时内完成。", TEMPLATE) == {
        "number": "FW-1",
        "name": "李静",
        "hours": "2",
    }


@pytest.mark.parametrize(
    "text", ["您的请求FW-1已完成。", "您的请求FW-1已由李静受理，预计2小时内完成。谢谢", "", "请求"]
)
def test_a_text_that_says_something_else_does_not_fit(text: str) -> None:
    assert fit(text, TEMPLATE) is None


def test_the_same_place_twice_holds_the_same() -> None:
    assert fit("1和1", "{a}和{a}") == {"a": "1"}
    assert fit("1和2", "{a}和{a}") is None
    assert fit("验证码", "验证码") == {}


def test_of_several_templates_the_most_exact_one_counts() -> None:
    found = fitting(
        "尊敬的王先生，您好", [("LOOSE", "{1}"), ("EXACT", "尊敬的{1}，您好"), ("OTHER", "再见{1}")]
    )
    assert found and (found.code, found.values) == ("EXACT", {"1": "王先生"})


def test_a_text_made_to_be_slow_is_not() -> None:
    assert fit("a" * 20_000, "".join(f"{{p{i}}}a" for i in range(30)) + "b") is None
