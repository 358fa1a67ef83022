"""Bytes to text: the label is a hint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanfu.channels.reading.charset import codec_of, decode
from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.transfer import undo, undo_text
from quanfu.channels.reading.words import decode_words

WORDS = "您好，三号冷库今早六点起温度一直在零下二度，请尽快派人上门。"


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("gb18030", "gb2312"), ("gb18030", "GBK"), ("gb18030", "x-gbk"), ("gb18030", "cp936"), ("gb18030", "csgb2312"),
        ("gb18030", ""), ("gb18030", "unknown-8bit"), ("gb18030", "us-ascii"), ("gb18030", "iso-8859-1"),
        ("gb18030", "utf-8"), ("gb18030", "no-such-charset"), ("gb18030", "gb_2312-80"), ("utf-8", "gb2312"),
        ("utf-8", ""), ("utf-8", "iso-8859-1"), ("utf-8", "us-ascii"), ("utf-8", "gb2312_utf-8"), ("utf-8-sig", ""),
        ("utf-16", "utf-16"), ("utf-16", ""), ("hz", "hz-gb-2312"), ("hz", ""), ("hz", "us-ascii"),
        ("utf-7", "utf-7"),
    ],
)  # fmt: skip
def test_chinese_is_read_whatever_the_label_says(codec: str, label: str) -> None:
    assert decode(WORDS.encode(codec), label)[0] == WORDS


@pytest.mark.parametrize("label", ["big5", "x-x-big5", "", "utf-8", "gb2312", "cp950"])
def test_traditional_chinese_in_big5_is_read_whatever_the_label_says(label: str) -> None:
    words = "您好，冷氣機不冷，請派師傅到府檢查，謝謝。"
    assert decode(words.encode("big5"), label)[0] == words


def test_characters_beyond_gb2312_are_read_under_its_name() -> None:
    assert (
        decode("陈喆、王堃、李珺瑶、张淼、二〇二三年——".encode("gb18030"), "gb2312")[0]
        == "陈喆、王堃、李珺瑶、张淼、二〇二三年——"
    )


@pytest.mark.parametrize(
    ("words", "codec", "label"),
    [
        ("織田様、お世話になっております。", "iso2022_jp", "iso-2022-jp"),
        ("織田様、お世話になっております。", "iso2022_jp", ""),
        ("お世話になっております。よろしくお願いします。", "cp932", "shift_jis"),
        ("お世話になっております。よろしくお願いします。", "cp932", ""),
        ("안녕하세요 문의드립니다", "cp949", "ks_c_5601-1987"),
        ("안녕하세요 문의드립니다", "cp949", ""),
        ("Größe: 5 µm – „gut“", "cp1252", "iso-8859-1"),
        ("Größe und Maße prüfen wir täglich für Sie", "cp1252", ""),
        ("Здравствуйте, насос не работает со вчерашнего дня", "koi8_r", "koi8-r"),
        ("Здравствуйте, насос не работает со вчерашнего дня", "cp1251", "windows-1251"),
    ],
)
def test_other_languages_are_read(words: str, codec: str, label: str) -> None:
    assert decode(words.encode(codec), label)[0] == words


def test_iso_2022_cn_is_read() -> None:
    inner = bytes(byte & 0x7F for byte in "您好".encode("gb2312"))
    assert decode(b"a \x1b$)A\x0e" + inner + b"\x0f b", "iso-2022-cn")[0] == "a 您好 b"


def test_a_text_that_was_cut_inside_a_letter_is_read_to_there() -> None:
    assert decode("苏州工业园区".encode("gbk")[:-1], "gb2312")[0] == "苏州工业园"
    assert decode("苏州工业园区".encode()[:-1], "utf-8")[0] == "苏州工业园"


def test_utf_7_is_never_guessed() -> None:
    assert decode(b"+ADw-script+AD4-", "")[0] == "+ADw-script+AD4-"


@pytest.mark.parametrize("label", ["rot13", "zlib", "hex", "idna", "punycode", "unicode_escape", "../../x"])
def test_a_label_that_names_no_charset_is_unknown(label: str) -> None:
    assert codec_of(label) == "?"


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_under_any_label_are_text(raw: bytes, label: str) -> None:
    text, codec, _right = decode(raw, label)
    assert isinstance(text, str) and codec


@given(st.text(max_size=200))
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    raw = text.encode("utf-8", "ignore")
    if not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe")) and b"\x1b" not in raw and b"~{" not in raw:
        assert decode(raw, "utf-8")[0] == raw.decode()


@given(st.text(max_size=300))
def test_any_text_goes_through_the_decoder_of_words(text: str) -> None:
    assert isinstance(decode_words(text), str)


@given(
    st.binary(max_size=300),
    st.sampled_from(["base64", "quoted-printable", "x-uuencode", "7bit", "", "\x00", "b"]),
)
def test_any_bytes_under_any_encoding_are_bytes(raw: bytes, encoding: str) -> None:
    assert isinstance(undo(raw, encoding)[0], bytes) and isinstance(undo_text(raw, encoding)[0], bytes)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("=?utf-8?B?5oql5L+u?=", "报修"),
        ("=?utf-8?B?5oql5L+u?= =?utf-8?B?77ya5Ya35bqT?=", "报修：冷库"),
        ("=?utf-8?B?5oql5A==?=\r\n =?utf-8?B?v67lhrc=?=", "报修冷"),
        ("=?utf-8?Q?=E6=8A=A5=E4?= =?utf-8?Q?=BF=AE?=", "报修"),
        ("=?gb2312?B?sajQ3g==?= =?gbk?B?xOO6ww==?=", "报修你好"),
        ("=?utf-8?Q?cold store 3?=", "cold store 3"),
        ("Re: =?gbk?B?sajQ3g", "Re: 报修"),
        ("=?utf-8*zh?B?5oql5L+u?=", "报修"),
        ("=?x-unknown?B?sajQ3g==?=", "报修"),
        ("=?utf-8?B??=", ""),
        ("1 =? 2 ?=", "1 =? 2 ?="),
    ],
)
def test_encoded_words_are_read_also_broken_ones(header: str, words: str) -> None:
    assert parse_mail(f"From: a@b.cn\r\nSubject: {header}\r\n\r\nx".encode()).subject == words


@pytest.mark.parametrize("codec", ["gbk", "big5", "utf-8"])
def test_raw_headers_are_read_in_the_charset_of_the_body(codec: str) -> None:
    words = "維修申請" if codec == "big5" else "投诉：师傅约好不来"
    raw = f"From: {words[:2]} <a@b.cn>\r\nSubject: {words}\r\nContent-Type: text/plain; charset={codec}\r\n\r\n{words}"
    mail = parse_mail(raw.encode(codec))
    assert (mail.subject, mail.sender.name, mail.text) == (words, words[:2], words)


@pytest.mark.parametrize(
    "encoding", ["base64", "quoted-printable", "8bits", "utf-8", "binary", "no-such-thing"]
)
def test_a_text_that_is_not_encoded_as_it_says_is_read(encoding: str) -> None:
    raw = f"From: a@b.cn\r\nContent-Transfer-Encoding: {encoding}\r\n\r\nplease send somebody to the cold store today"
    assert parse_mail(raw.encode()).text == "please send somebody to the cold store today"


def test_base64_that_does_not_say_so_is_read() -> None:
    mail = parse_mail(
        b"From: a@b.cn\r\n\r\n5oqV6K+J77ya5biI5YKF57qm5aW95LiN5p2l77yM562J5LqG5LiA5aSp44CC5oqV6K+J\r\n"
    )
    assert mail.text.startswith("投诉：师傅约好不来")
    assert any(warning.startswith("transfer-encoding-wrong") for warning in mail.warnings)
