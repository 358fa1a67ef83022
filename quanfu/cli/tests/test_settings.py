"""Every setting is listed, has an effect, and says what is wrong with it."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from quanfu.cli.tests.conftest import plain_environment
from quanfu.core import config as module
from quanfu.core.config import Config, Misconfigured

# setting: (a value that is not the default, what it must change)
EFFECTS = {
    "data": ("/tmp/elsewhere", "s.MEDIA_ROOT"),
    "database_url": ("postgres://q@db/q", "s.DATABASES['default']['ENGINE']"),
    "sqlite_sync": ("NORMAL", "s.DATABASES['default']['OPTIONS']['init_command']"),
    "bind": ("127.0.0.1:9000", "web.server_command(s.CONFIG)"),
    "url": ("https://q.example", "s.CSRF_TRUSTED_ORIGINS"),
    "allowed_hosts": ("q.example,r.example", "s.ALLOWED_HOSTS"),
    "proxies": ("10.0.0.0/8", "type(asgi.application).__name__"),
    "secret_key": ("k" * 50, "s.SECRET_KEY"),
    "smtp_url": ("smtps://me:secret@mail.example", "(s.EMAIL_HOST, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_SSL)"),
    "mail_from": ("Us <us@q.example>", "s.DEFAULT_FROM_EMAIL"),
    "redis_url": ("redis://r.example", "s.CACHES['default']['BACKEND']"),
    "model_url": ("http://127.0.0.1:11434/v1", "s.CONFIG.model_url"),
    "model_key": ("k", "s.CONFIG.model_key"),
    "model_name": ("qwen", "s.CONFIG.model_name"),
    "model_timeout": ("3", "s.CONFIG.model_timeout"),
    "lang": ("en", "s.LANGUAGE_CODE"),
    "time_zone": ("Europe/Berlin", "s.TIME_ZONE"),
    "web_workers": ("3", "web.server_command(s.CONFIG)"),
    "web_threads": ("7", "asgi.threads(s.CONFIG)"),
    "push": ("no", "s.PUSH"),
    "push_streams": ("3", "asgi.hub_options(s.CONFIG)"),
    "push_beat": ("7", "asgi.hub_options(s.CONFIG)"),
    "log_level": ("DEBUG", "s.LOGGING['root']['level']"),
    "log_format": ("json", "s.LOGGING['handlers']['stderr']['formatter']"),
    "debug": ("yes", "s.DEBUG"),
}


def effects(expressions: list[str], folder: Path, **environment: str) -> list[str]:
    """What the expressions show in a process with these settings."""
    code = "import json, quanfu.settings as s, quanfu.cli.web as web, quanfu.asgi as asgi\n"
    code += f"print(json.dumps([repr(eval(e)) for e in {expressions!r}]))"
    plain = plain_environment() | {"QUANFU_DATA": str(folder), "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=plain | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def defaults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    expressions = [expression for _value, expression in EFFECTS.values()]
    return dict(zip(expressions, effects(expressions, tmp_path_factory.mktemp("defaults")), strict=True))


def test_this_table_holds_every_setting() -> None:
    assert set(EFFECTS) == {field.name for field in fields(Config)}


@pytest.mark.parametrize("name", EFFECTS)
def test_a_setting_changes_something(name: str, tmp_path: Path, defaults: dict[str, str]) -> None:
    value, expression = EFFECTS[name]
    assert effects([expression], tmp_path, **{f"QUANFU_{name.upper()}": value}) != [defaults[expression]]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.startswith("QUANFU_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def row(name: str) -> module.Row:
    return next(row for row in module.table()[0] if row.name == name)


def test_all_settings_are_listed_with_their_defaults(environment: pytest.MonkeyPatch) -> None:
    rows, problems = module.table()
    assert [row.name for row in rows] == [f"QUANFU_{field.name.upper()}" for field in fields(Config)]
    assert problems == []
    assert {row.source for row in rows} == {"default"}


def test_the_environment_goes_before_a_file_and_a_file_before_dotenv(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("# ours\nexport QUANFU_MAIL_FROM='dotenv@q.example'\n")
    assert (row("QUANFU_MAIL_FROM").value, row("QUANFU_MAIL_FROM").source) == ("dotenv@q.example", ".env")
    (tmp_path / "from").write_text("file@q.example\n")
    environment.setenv("QUANFU_MAIL_FROM_FILE", str(tmp_path / "from"))
    assert (row("QUANFU_MAIL_FROM").value, row("QUANFU_MAIL_FROM").source) == ("file@q.example", "file")
    environment.setenv("QUANFU_MAIL_FROM", "env@q.example")
    assert (row("QUANFU_MAIL_FROM").value, row("QUANFU_MAIL_FROM").source) == ("env@q.example", "env")


def test_secrets_are_never_shown(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("QUANFU_SECRET_KEY", "hush-hush")
    environment.setenv("QUANFU_DATABASE_URL", "postgres://me:hush-hush@db.example:5432/q?sslmode=require")
    environment.setenv("QUANFU_SMTP_URL", "ftp://me:hush-hush@mail.example")
    rows, problems = module.table()
    assert "hush-hush" not in repr(rows) + repr(problems)
    assert row("QUANFU_DATABASE_URL").value == "postgres://me:••••••@db.example:5432/q?sslmode=require"
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BIND", "8000"), ("BIND", "localhost:99999"), ("DEBUG", "perhaps"), ("TIME_ZONE", "Mars/Olympus"),
        ("WEB_WORKERS", "-1"), ("DATABASE_URL", "mysql://db/q"), ("SQLITE_SYNC", "OFF"), ("LANG", "fr"),
        ("SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)  # fmt: skip
def test_a_wrong_value_stops_the_program_and_is_named(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"QUANFU_{name}", value)
    module.config.cache_clear()
    try:
        with pytest.raises(Misconfigured, match=f"QUANFU_{name.removesuffix('_FILE')}"):
            module.config()
    finally:
        module.config.cache_clear()


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    (key,) = effects(["s.SECRET_KEY"], tmp_path)
    assert len(key) >= 50
    assert effects(["s.SECRET_KEY"], tmp_path) == [key]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["secret_key"]
