"""The command line as a user meets it: help, language, exit codes."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from quanfu.cli import COMMANDS, run
from quanfu.cli.tests.conftest import plain_environment

ROOT = Path(__file__).parents[3]


def quanfu(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    plain = plain_environment() | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "quanfu", *arguments],
        env=plain | environment,
        capture_output=True,
        text=True,
        cwd="/tmp",
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there_and_has_help(name: str) -> None:
    command = importlib.import_module(f"quanfu.cli.{COMMANDS[name][0]}").command
    assert isinstance(command, click.Command)
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_help_needs_neither_django_nor_the_commands() -> None:
    code = (
        "import sys; sys.argv=['quanfu','--help']\nfrom quanfu.cli import run\nrun(['--help'])\n"
        "print([m for m in sys.modules if m == 'django' or m.startswith('quanfu.cli.') and m[11:] not in ('base','texts')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("name", "value"), [("LC_ALL", "zh_CN.UTF-8"), ("QUANFU_LANG", "zh-hans")])
def test_help_is_chinese_where_the_user_is(name: str, value: str) -> None:
    shown = quanfu("--help", **{name: value}).stdout
    assert "用法" in shown
    assert "运行全部" in shown
    assert "Show this message" not in shown


def test_a_terminal_that_knows_no_chinese_still_gets_an_answer() -> None:
    done = quanfu("--help", QUANFU_LANG="zh-hans", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "serve" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["nonsense"], 2),
        (["serve", "--nonsense"], 2),
        (["createadmin"], 2),
        (["journal", "nonsense"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    assert quanfu(*arguments).returncode == code


def test_a_wrong_setting_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    done = quanfu(
        "migrate", QUANFU_DATA=str(tmp_path), QUANFU_DATABASE_URL="mysql://db/q", QUANFU_DEBUG="perhaps"
    )
    assert done.returncode == 1
    assert "QUANFU_DATABASE_URL" in done.stderr
    assert "QUANFU_DEBUG" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreachable_database_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    done = quanfu(
        "migrate", QUANFU_DATA=str(tmp_path), QUANFU_DATABASE_URL="postgres://nobody@127.0.0.1:1/none"
    )
    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_a_sentence_not_an_error_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def full() -> None:
        with Path("/dev/full").open("w") as file:
            file.write("x")

    monkeypatch.setitem(COMMANDS, "full", ("full", ""))
    monkeypatch.setitem(sys.modules, "quanfu.cli.full", SimpleNamespace(command=full))  # type: ignore[misc]
    assert run(["full"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("The disk is full") and "Traceback" not in told


def test_an_error_of_ours_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(COMMANDS, "broken", ("no_such_module", ""))
    assert run(["broken"]) == 70
    assert "no_such_module" in capsys.readouterr().err
