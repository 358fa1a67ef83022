"""Headers: addresses, file names, dates, and the block that holds them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanfu.channels.reading.addresses import parse_addresses
from quanfu.channels.reading.fields import parameters, parse_date
from quanfu.channels.reading.mail import Address, Kind
from quanfu.channels.reading.names import safe_name
from quanfu.channels.reading.parse import parse_mail, split_subject
from quanfu.channels.reading.tests.letters import parts, read


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('"Wang, Daming" <w@x.cn>, li@x.cn (Li)', [("Wang, Daming", "w@x.cn"), ("Li", "li@x.cn")]),
        ("客服主管 <客服@例子.中国>", [("客服主管", "客服@例子.中国")]),
        ("=?gb18030?B?uavLviyyybm6sr8os8KGtCk=?= <c@x.cn>", [("公司,采购部(陈喆)", "c@x.cn")]),
        ("Group: a@x.cn, b@x.cn;", [("", "a@x.cn"), ("", "b@x.cn")]),
        ("undisclosed-recipients:;", []),
        ("Smith, John <j@X.COM>", [("Smith, John", "j@x.com")]),
        ("=?utf-8?Q?Bob_=3Cb=40c.cn=3E?=", [("Bob", "b@c.cn")]),
        ("a@x.cn;b@x.cn", [("", "a@x.cn"), ("", "b@x.cn")]),
        ('"unclosed <a@x.cn>', [("unclosed", "a@x.cn")]),
        ("<a@x.cn", [("", "a@x.cn")]),
        ("mailto:a@x.cn", [("", "a@x.cn")]),
        ("<@relay.cn,@b.cn:a@x.cn>", [("", "a@x.cn")]),
        ('"王大明" <"a b"@x.cn>', [("王大明", '"a b"@x.cn')]),
        ("nobody", [("nobody", "")]),
        ("", []),
    ],
)
def test_addresses_are_read_as_a_person_would_read_them(raw: str, found: list[tuple[str, str]]) -> None:
    assert parse_addresses(raw.encode()) == [Address(*one) for one in found]


def test_marks_that_turn_the_direction_are_taken_out_of_a_name() -> None:
    mail = parse_mail("From: \u202ereganam\u202c \u200bBank <a@x.cn>\r\n\r\nx".encode())
    assert mail.sender.name == "reganam Bank"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_of_addresses(raw: bytes) -> None:
    assert all("\n" not in one.address for one in parse_addresses(raw))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("filename*=gb18030''%D0%F2%C1%D0%BA%C5.txt", "序列号.txt"),
        ("filename*0*=UTF-8''%E9%80%9A; filename*1*=%E8%AF%9D; filename*2=.txt", "通话.txt"),
        ("filename*1*=%E8%AF%9D; filename*0*=UTF-8''%E9%80%9A; filename*2=.txt", "通话.txt"),
        ("filename*0*=UTF-8''%E9; filename*1*=%80%9A; filename*2=.txt", "通.txt"),
        ('filename="=?gbk?B?sajQ3g==?=.txt"', "报修.txt"),
        ("filename=\"a.txt\"; filename*=UTF-8''%E9%80%9A.txt", "通.txt"),
        ("filename=报修 单.txt", "报修 单.txt"),
        ('filename="报修.txt', "报修.txt"),
        ('filename="%E9%80%9A.txt"', "通.txt"),
        ("filename=\"utf-8''x.txt\"", "utf-8''x.txt"),
    ],
)
def test_file_names_are_read_in_every_form(header: str, name: str) -> None:
    assert parameters(f"attachment; {header}".encode())[1]["filename"] == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\temp\\a.txt", "a.txt"), ("a\u202etxt.exe", "atxt.exe"), ("..", ""),
        ("CON.txt", "_CON.txt"), ("a\x00b\r\n.txt", "ab .txt"), ("a<b>|c.txt", "a_b__c.txt"), ("x" * 300 + ".pdf", None),
    ],
)  # fmt: skip
def test_a_file_name_can_be_written_to_a_disk(name: str, safe: str | None) -> None:
    found = safe_name(name)
    assert found == safe if safe is not None else len(found) <= 120 and found.endswith(".pdf")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Mon, 17 Jun 2024 10:52:00 +0800", datetime(2024, 6, 17, 2, 52, tzinfo=UTC)),
        ("17 Jun 24 10:52 +0800 (CST)", datetime(2024, 6, 17, 2, 52, tzinfo=UTC)),
        ("2024-06-17T02:52:00Z", datetime(2024, 6, 17, 2, 52, tzinfo=UTC)),
        ("2024/6/17 10:52:00 +08:00", datetime(2024, 6, 17, 2, 52, tzinfo=UTC)),
        ("2024年6月17日 10:00", None), ("Mon, 99 Jun 2024 99:99:99 +9999", None), ("", None), ("yesterday", None),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
    ],
)  # fmt: skip
def test_a_date_is_an_instant_or_none(text: str, when: datetime | None) -> None:
    assert parse_date(text) == when


@pytest.mark.parametrize(
    ("subject", "base", "before"),
    [
        ("回复: Re: 回复：投诉", "投诉", ["reply"] * 3), ("答复: 报修", "报修", ["reply"]),
        ("转发：Fw: 发票", "发票", ["forward"] * 2), ("RE：咨询", "咨询", ["reply"]), ("Re[2]: x", "x", ["reply"]),
        ("【自动回复】报修", "报修", ["auto"]), ("AW: WG: Pumpe", "Pumpe", ["reply", "forward"]), ("Re:", "Re:", []),
        ("React: a question", "React: a question", []), ("回复慢：三天了", "回复慢：三天了", []),
    ],
)  # fmt: skip
def test_a_subject_is_told_from_what_programs_put_before_it(
    subject: str, base: str, before: list[str]
) -> None:
    assert split_subject(subject) == (base, before)


def test_the_line_that_mbox_puts_first_and_empty_lines_above_are_no_text() -> None:
    mail = parse_mail(
        b"\r\n\r\nFrom a@x.cn Mon Jun 17 10:00:00 2024\r\nFrom: a@x.cn\r\nSubject: s\r\n\r\nhello"
    )
    assert (mail.sender.address, mail.subject, mail.text) == ("a@x.cn", "s", "hello")


def test_a_missing_empty_line_does_not_swallow_the_text() -> None:
    mail = parse_mail(b"From: a@x.cn\nSubject: s\nhello, the pump is broken\nplease come")
    assert (mail.subject, mail.text) == ("s", "hello, the pump is broken\nplease come")


def test_a_line_that_breaks_the_headers_does_not_end_them() -> None:
    mail = parse_mail(b"From: a@x.cn\nX-Odd: one\nthis fold has no space\nSubject: s\n\nhello")
    assert (mail.subject, mail.text) == ("s", "hello")


def test_of_doubled_headers_the_first_counts_and_a_warning_says_so() -> None:
    mail = read(more="From: chen@evil.example\r\nSubject: other\r\n", subject="mine")
    assert (mail.sender.address, mail.subject) == ("wang@example.cn", "mine")
    assert {"header-doubled from", "header-doubled subject"} <= set(mail.warnings)


def test_a_sender_that_only_the_envelope_names_is_taken_with_a_warning() -> None:
    mail = parse_mail(b"Return-Path: <li@x.cn>\r\nSubject: s\r\n\r\nhello")
    assert mail.sender.address == "li@x.cn" and "sender-from return-path" in mail.warnings


def test_a_mail_without_any_sender_waits_for_a_person() -> None:
    mail = parse_mail("Subject: 报修\r\n\r\n水泵坏了".encode())
    assert mail.kind is Kind.QUARANTINE and "sender-missing" in mail.warnings and mail.text == "水泵坏了"


def test_controls_and_new_lines_do_not_pass_through_encoded_words() -> None:
    mail = parse_mail(b"From: a@x.cn\r\nSubject: =?utf-8?Q?a=0D=0ABcc:_x=40y.z=00=07?=\r\n\r\nx")
    assert mail.subject == "a Bcc: x@y.z"


def test_ids_are_told_without_brackets() -> None:
    mail = read(
        more="Message-ID: <1@x>\r\nIn-Reply-To: <0@x> (he said)\r\nReferences: <a@x>\r\n <0@x> <a@x>\r\n"
    )
    assert (mail.message_id, mail.in_reply_to, mail.references) == ("1@x", ["0@x"], ["a@x", "0@x"])


def test_a_hundred_thousand_headers_are_not_kept() -> None:
    many = "".join(f"X-{number}: y\r\n" for number in range(30_000))
    assert len(read(more=many).headers) <= 300


def test_too_many_parts_are_not_read() -> None:
    mail = parse_mail(parts(*["Content-Type: text/plain\r\n\r\nx"] * 1000))
    assert "too-many-parts" in mail.warnings and mail.kind is Kind.REQUEST


def test_parts_in_parts_without_end_are_not_read() -> None:
    inner = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(200))
    mail = parse_mail(f"From: a@x.cn\r\n{inner}\r\nhello".encode())
    assert "too-many-parts" in mail.warnings
