"""Phone numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanfu.customers.queries.phone import is_mobile, normal_phone

WRITTEN = {
    "13812345678": ["138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "0086-13812345678", "8613812345678", "013812345678",
                    "１３８１２３４５６７８", "＋８６ 138.1234.5678", "tel:+8613812345678", "电话：13812345678", "13812345678 / 13912345678"],
    "01012345678": ["010-12345678", "(010) 1234 5678", "+86 10 1234 5678", "+86 (0)10 12345678", "0086 10 12345678"],
    "045187654321-801": ["0451-87654321-801", "0451-87654321 转 801", "(0451)87654321 ext. 801", "+86 451 87654321 分机801"],
    "4001234567": ["400-123-4567", "400 1234 567", "+86 400 123 4567", "4001234-567"],
    "8008108888": ["800-810-8888"],
    "87654321": ["8765 4321", "8765-4321"],
    "95588": ["95588"],
    "110": [" 110 "],
    "+14155552671": ["+1 (415) 555-2671", "001 415 555 2671"],
    "+442079460958-12": ["+44 20 7946 0958 ext 12"],
    "": ["", "没有", "138****5678", "+", "0", "转801", "1" * 40, "\0"],
}  # fmt: skip


@pytest.mark.parametrize(("number", "written"), [(n, w) for n, ways in WRITTEN.items() for w in ways])
def test_all_ways_of_writing_a_number_become_one(number: str, written: str) -> None:
    assert normal_phone(written) == number


@given(st.text(max_size=60))
def test_any_text_becomes_a_stable_short_number_or_nothing(text: str) -> None:
    number = normal_phone(text)
    assert normal_phone(number) == number
    assert len(number) <= 24
    assert number.lstrip("+").replace("-", "", 1).isascii()


@given(st.text(alphabet="0123456789+-() 转#x/", max_size=24))
def test_what_looks_like_a_number_stays_stable(text: str) -> None:
    number = normal_phone(text)
    assert normal_phone(number) == number


def test_a_mobile_can_get_an_sms_and_a_landline_cannot() -> None:
    assert is_mobile("13812345678")
    assert is_mobile("+14155552671")
    assert not is_mobile("01012345678")
    assert not is_mobile("4001234567")
    assert not is_mobile("")
