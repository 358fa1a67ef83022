"""createadmin, token, journal verify: on the test's database, in the test's process."""

import io

import pytest
from django.db import connection

from quanfu.cli import run
from quanfu.core.actions.journal import seal_journal
from quanfu.core.models import JournalEntry
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse 9\n"))
    return "correct horse 9"


def test_the_first_admin_gets_a_company_and_every_right(password: str) -> None:
    assert run(["createadmin", "root", "--name", "罗技", "--company", "北方供热"]) == 0
    person = Person.objects.get(login="root")
    assert person.unit.name == "北方供热"
    assert person.check_password(password)
    assert person.may("desk.request.create")
    assert person.may("org.person.delete")


def test_a_second_admin_joins_the_tree_that_is_there(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["createadmin", "root"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse 9\n"))
    assert run(["createadmin", "second"]) == 0
    assert Unit.objects.count() == 1
    assert Person.objects.get(login="second").unit == Person.objects.get(login="root").unit


def test_a_weak_password_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("123\n"))
    assert run(["createadmin", "root"]) == 1
    assert "password" in capsys.readouterr().err.lower()
    assert not Unit.objects.exists()
    assert not Person.objects.exists()


def test_a_token_is_printed_once_and_not_kept(password: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["createadmin", "root"])
    capsys.readouterr()
    assert run(["token", "root", "--note", "till"]) == 0
    token = capsys.readouterr().out.strip()
    assert len(token) > 40
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_token")
        (row,) = cursor.fetchall()
    assert token not in repr(row)
    assert "till" in row


def test_nobody_gets_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["token", "ghost"]) == 1
    assert "ghost" in capsys.readouterr().err


@pytest.mark.req("TEC-3")
def test_a_sound_journal_is_called_sound(password: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["createadmin", "root"])
    seal_journal()
    capsys.readouterr()
    assert run(["journal", "verify"]) == 0
    shown = capsys.readouterr().out
    assert f"{JournalEntry.objects.count()} rows" in shown
    head = shown.split()[-1]
    assert run(["journal", "verify", "--head", head]) == 0
    assert run(["journal", "verify", "--head", "00" * 32]) == 1
