"""The parts of a mail: text, files, what is packed in them."""

import struct

from quanfu.channels.reading.mail import Kind
from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.tests.letters import HEAD, parts, read

TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\n"


def names(raw: bytes) -> list[str]:
    return [file.name for file in parse_mail(raw).files]


def test_texts_one_after_another_are_one_text() -> None:
    assert parse_mail(parts(TEXT + "水泵坏了", TEXT + "-- \r\n名单")).text == "水泵坏了\n\n-- \n名单"


def test_of_two_forms_the_plain_one_is_the_text_and_the_other_the_html() -> None:
    mail = parse_mail(
        parts(
            TEXT + "水泵",
            "Content-Type: text/html; charset=utf-8\r\n\r\n<b>水泵</b>",
            kind="multipart/alternative",
        )
    )
    assert (mail.text, mail.html) == ("水泵", "<b>水泵</b>")


def test_a_boundary_that_never_closes_loses_nothing() -> None:
    raw = parts(
        TEXT + "水泵坏了",
        "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD",
    )
    mail = parse_mail(raw.replace(b"--=b=--\r\n", b""))
    assert (mail.text, [file.content for file in mail.files]) == ("水泵坏了", [b"ABC"])
    assert "boundary-not-closed" in mail.warnings


def test_a_boundary_that_is_not_named_is_found() -> None:
    raw = parts(TEXT + "水泵坏了").replace(b'; boundary="=b="', b"")
    mail = parse_mail(raw)
    assert mail.text == "水泵坏了" and "boundary-guessed" in mail.warnings


def test_a_boundary_that_is_nowhere_leaves_the_text() -> None:
    mail = read("水泵坏了", kind="multipart/mixed; boundary=none")
    assert mail.text == "水泵坏了" and "boundary-missing" in mail.warnings


def test_a_mail_in_a_mail_is_a_file_named_by_its_subject() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: li@x.cn\r\nSubject: =?utf-8?B?5oql5L+u?=\r\n\r\nhello"
    assert names(parts(TEXT + "见附件", inner)) == ["报修.eml"]


def test_a_mail_that_only_forwards_another_brings_its_text() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: li@x.cn\r\nSubject: pump\r\n\r\nthe pump is broken"
    mail = parse_mail(parts(inner))
    assert "the pump is broken" in mail.text and "From: li@x.cn" in mail.text


def test_an_invitation_is_told_in_words() -> None:
    event = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:上门\r\n 检修\r\nDTSTART:20240617T100000\r\nLOCATION:三号冷库\\, 东门\r\nEND:VEVENT"
    mail = parse_mail(parts(f"Content-Type: text/calendar; charset=utf-8\r\n\r\n{event}"))
    assert mail.text == "summary: 上门检修\ndtstart: 20240617T100000\nlocation: 三号冷库, 东门"
    assert mail.files[0].name == "file-1.ics"


def test_a_file_without_a_name_gets_one_of_its_kind() -> None:
    assert names(parts(TEXT + "x", "Content-Type: application/pdf\r\n\r\n%PDF")) == ["file-1.pdf"]


def test_uuencoded_files_in_the_text_become_files() -> None:
    mail = read("见下\nbegin 644 =?utf-8?B?5oql5L+u?=.txt\n#0V%T\n`\nend\n谢谢")
    assert mail.text == "见下\n谢谢"
    assert [(file.name, file.content) for file in mail.files] == [("报修.txt", b"Cat")]


def test_flowed_lines_are_joined_and_quotes_keep_their_depth() -> None:
    text = "The pump is \r\nbroken.\r\n> you wrote \r\n> this\r\n>> and this\r\n-- \r\nme"
    mail = read(text, kind="text/plain; format=flowed")
    assert mail.text == "The pump is broken.\n> you wrote this\n>> and this\n-- \nme"


def test_chinese_lines_that_flow_are_joined_without_a_space() -> None:
    assert read("三号 \r\n冷库", kind="text/plain; format=flowed; delsp=yes").text == "三号冷库"


def tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    found = b"\x78\x9f\x3e\x22\x01\x00"
    for level, name, data in attributes:
        found += struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return found


def test_a_winmail_dat_is_unpacked() -> None:
    import base64

    packed = tnef(
        (1, 0x0006_8007, b"IPM.Note\0"), (2, 0x0006_9002, bytes(14)), (2, 0x0001_8010, "报修单.txt".encode("gbk") + b"\0"),
        (2, 0x0006_800F, b"hello"),
    )  # fmt: skip
    part = "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    mail = parse_mail(parts(TEXT + "见附件", part + base64.encodebytes(packed).decode()))
    assert [(file.name, file.content) for file in mail.files] == [("报修单.txt", b"hello")]


def test_a_broken_winmail_dat_stays_a_file() -> None:
    mail = parse_mail(parts(TEXT + "x", "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nrubbish"))
    assert [file.name for file in mail.files] == ["winmail.dat"] and "tnef-broken" in mail.warnings


def test_nul_bytes_are_taken_out_with_a_warning() -> None:
    mail = parse_mail(HEAD.format(subject="a\0b").encode() + b"\r\nhel\x00lo")
    assert (mail.subject, mail.text) == ("ab", "hello") and "nul" in mail.warnings


def test_encrypted_and_signed_mails_say_so() -> None:
    mail = parse_mail(
        parts("Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind="multipart/encrypted")
    )
    assert "encrypted" in mail.warnings


def test_an_empty_mail_and_a_picture_wait_for_a_person() -> None:
    assert parse_mail(b"").kind is Kind.QUARANTINE
    picture = parse_mail(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
    assert picture.kind is Kind.QUARANTINE and "not-a-mail" in picture.warnings and picture.text == ""
