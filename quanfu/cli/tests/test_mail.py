"""`quanfu mail inspect` from outside: files in, JSON lines out, nothing kept."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from quanfu.cli.mail import command
from quanfu.cli.tests.conftest import plain_environment

FIELDS = [
    "file", "kind", "from", "to", "cc", "subject", "date", "message_id", "in_reply_to", "text", "reply_text", "html",
    "attachments", "failed_recipients", "warnings", "ms",
]  # fmt: skip
MAIL = (
    'From: =?gb2312?B?zfW089Tz?= <wang@example.cn>\r\nTo: kefu@quanfu.example, li@example.cn\r\nCc: "Zhao" <zhao@example.cn>\r\n'
    "Subject: =?utf-8?B?5Zue5aSN77ya5rC05rO1?=\r\nDate: Mon, 17 Jun 2024 10:52:00 +0800\r\nMessage-ID: <2@example.cn>\r\n"
    'In-Reply-To: <1@quanfu.example>\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>水泵又漏了。</p><script>x()</script>"
    '<blockquote type="cite">修好了吗</blockquote>\r\n'
    "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n"
).encode()


def inspect(*files: Path | str) -> tuple[list[dict[str, Any]], int]:
    result = CliRunner().invoke(command, ["inspect", *map(str, files)])
    return [json.loads(line) for line in result.stdout.splitlines()], result.exit_code


def test_a_mail_is_one_line_with_every_field(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(MAIL)
    [line], code = inspect(path)
    assert list(line) == FIELDS and code == 0
    assert line.pop("ms") > 0
    assert line == {
        "file": str(path), "kind": "reply", "from": {"name": "王大泽", "address": "wang@example.cn"}, "to": [{"name": "", "address": "kefu@quanfu.example"}, {"name": "", "address": "li@example.cn"}],
        "cc": [{"name": "Zhao", "address": "zhao@example.cn"}], "subject": "回复：水泵", "date": "2024-06-17T10:52:00+08:00",
        "message_id": "2@example.cn", "in_reply_to": "1@quanfu.example", "text": "水泵又漏了。\n\n修好了吗",
        "reply_text": "水泵又漏了。", "html": '<p>水泵又漏了。</p>\n<blockquote data-quote="">修好了吗</blockquote>',
        "attachments": [{"name": "a.pdf", "type": "application/pdf", "size": 3, "sha256": hashlib.sha256(b"ABC").hexdigest()}],
        "failed_recipients": [], "warnings": [],
    }  # fmt: skip


def test_a_file_that_cannot_be_read_is_a_line_too_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(MAIL)
    lines, code = inspect(tmp_path / "none.eml", tmp_path, path)
    assert [line["kind"] for line in lines] == ["quarantine", "quarantine", "reply"] and code == 1
    assert lines[0]["warnings"] == ["file No such file or directory"] and list(lines[0]) == FIELDS


def test_any_bytes_are_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(range(256)) * 20)
    [line], code = inspect(path)
    assert line["kind"] == "quarantine" and code == 0


def test_it_needs_no_database_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "a.eml").write_bytes(MAIL)
    result = subprocess.run(
        [sys.executable, "-m", "quanfu", "mail", "inspect", str(tmp_path / "a.eml"), "-"],
        input=MAIL,
        capture_output=True,
        env=plain_environment() | {"QUANFU_DATA": str(tmp_path / "data")},
        timeout=60,
        check=True,
    )
    assert [json.loads(line)["kind"] for line in result.stdout.splitlines()] == ["reply", "reply"]
    assert list((tmp_path / "data").iterdir()) == []
