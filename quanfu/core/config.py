"""Every setting that Quanfu takes from its environment: one table, read once.

The fields of `Config` are the table. A setting `web_workers` is read from QUANFU_WEB_WORKERS, else from the file that
QUANFU_WEB_WORKERS_FILE names (for secrets), else from the file `.env` of the current folder, else its default.
`quanfu check --settings` prints this table and settings.py reads nothing but it, so that what is listed is what works.
A value that cannot be understood stops the program with `Misconfigured`, which names all wrong settings at once.

No Django in here: the supervisor of `quanfu serve` reads it too and must stay small.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

PREFIX = "QUANFU_"


def N_(text: str) -> str:
    """Mark a text for the message catalogue; the command translates it when it prints."""
    return text


class Misconfigured(Exception):
    """`problems`: one sentence for each wrong setting."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# How a value is understood: text in, value out, ValueError (with what was expected) where it is not one.
def text(raw: str) -> str:
    return raw.strip()


def flag(raw: str) -> bool:
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if raw.strip().lower() not in known:
        raise ValueError(N_("expected yes or no"))
    return known[raw.strip().lower()]


def number(raw: str) -> int:
    if not raw.strip().isdecimal():
        raise ValueError(N_("expected a whole number"))
    return int(raw)


def words(raw: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in raw.split(",") if word.strip())


def folder(raw: str) -> Path:
    return Path(raw.strip()).expanduser().absolute()


def zone(raw: str) -> str:
    try:
        return ZoneInfo(raw.strip()).key
    except Exception:  # zoneinfo raises five kinds for a name it does not know
        raise ValueError(N_("expected the name of a time zone, such as Asia/Shanghai")) from None


def address(raw: str) -> str:
    host, colon, port = raw.strip().rpartition(":")
    if not (host and colon and port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(N_("expected HOST:PORT, such as 127.0.0.1:8000"))
    return raw.strip()


def one_of(*choices: str) -> Callable[[str], str]:
    def understand(raw: str) -> str:
        if raw.strip() not in choices:
            raise ValueError(" | ".join(choices))
        return raw.strip()

    return understand


def url_of(*schemes: str) -> Callable[[str], str]:
    def understand(raw: str) -> str:
        if raw.strip() and urlsplit(raw.strip()).scheme not in schemes:
            raise ValueError(" | ".join(f"{scheme}://…" for scheme in schemes))
        return raw.strip()

    return understand


def setting(default: str, understand: Callable[[str], Any], about: str, *, secret: bool = False) -> Any:
    """`default` is written as in the environment; `{data}` in it stands for QUANFU_DATA."""
    return field(metadata={"default": default, "understand": understand, "about": about, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Config:
    data: Path = setting(  # noqa: RUF009 - setting() is field() with what the table needs
        "./var", folder, N_("Folder of the embedded database, uploaded files and generated keys")
    )
    database_url: str = setting(
        "sqlite:///{data}/quanfu.sqlite3", url_of("sqlite", "postgres", "postgresql"),
        N_("Database: sqlite:///FILE or postgres://USER:PASSWORD@HOST/NAME"), secret=True,
    )  # fmt: skip
    sqlite_sync: str = setting(
        "FULL", one_of("FULL", "NORMAL"),
        N_("SQLite: FULL keeps every acknowledged write through a power cut, NORMAL may lose the last ones"),
    )  # fmt: skip
    bind: str = setting("127.0.0.1:8000", address, N_("Address and port the web server listens on"))
    url: str = setting(
        "",
        url_of("http", "https"),
        N_("Public address for links in messages; empty: made from the bind address"),
    )
    allowed_hosts: tuple[str, ...] = setting(
        "",
        words,
        N_("Host names the web server answers to, with commas; empty: this machine and the public address"),
    )
    proxies: tuple[str, ...] = setting(
        "", words,
        N_("Addresses or networks of our own proxies, with commas: their X-Forwarded-For and -Proto headers are believed"),
    )  # fmt: skip
    secret_key: str = setting(
        "",
        text,
        N_("Key for signatures; empty: made on the first start and kept in the data folder"),
        secret=True,
    )
    smtp_url: str = setting(
        "", url_of("smtp", "smtps"),
        N_("Mail server: smtp://USER:PASSWORD@HOST:587?tls=1 or smtps://…:465; empty: mail is held, not sent"), secret=True,
    )  # fmt: skip
    mail_from: str = setting("Quanfu <quanfu@localhost>", text, N_("Sender of the mails"))
    redis_url: str = setting(
        "", url_of("redis", "rediss", "unix"), N_("Redis for the shared cache and the live updates of many machines; empty: not used"), secret=True
    )  # fmt: skip
    model_url: str = setting(
        "", url_of("http", "https"), N_("Language model behind an OpenAI-compatible address, such as http://127.0.0.1:11434/v1; empty: none")
    )  # fmt: skip
    model_key: str = setting("", text, N_("Key of the language model"), secret=True)
    model_name: str = setting("default", text, N_("Name of the language model"))
    model_timeout: int = setting(
        "8", number, N_("Seconds the language model may take; then the robot quotes the article")
    )
    lang: str = setting("zh-hans", one_of("zh-hans", "en"), N_("Language for people who have not chosen one"))
    time_zone: str = setting("Asia/Shanghai", zone, N_("Time zone for people and units without one"))
    web_workers: int = setting(
        "0", number, N_("Web server processes; 0: one for SQLite, one a core for PostgreSQL")
    )
    web_threads: int = setting(
        "0", number, N_("Threads of each web process; 0: one for SQLite, four for PostgreSQL")
    )
    push: bool = setting(
        "yes", flag, N_("Live screens: pages are told of changes at once; no: they ask now and then")
    )
    push_streams: int = setting("12", number, N_("Live screens that one person may have open at a time"))
    push_beat: int = setting("20", number, N_("Seconds between two signs of life on a quiet live connection"))
    log_level: str = setting(
        "INFO", one_of("DEBUG", "INFO", "WARNING", "ERROR"), N_("Least level that is logged")
    )
    log_format: str = setting("text", one_of("text", "json"), N_("Form of the log lines"))
    debug: bool = setting(
        "no", flag, N_("Error pages with inner details and the page of components; never in public")
    )

    @property
    def sqlite(self) -> bool:
        return urlsplit(self.database_url).scheme == "sqlite"

    @property
    def public_url(self) -> str:
        return self.url.rstrip("/") or f"http://{self.bind}"


@dataclass(frozen=True)
class Row:
    """One line of `quanfu check --settings`; secrets are masked in `value`."""

    name: str
    value: str
    default: str
    source: str  # env | file | .env | default
    about: str


def _dotenv() -> Mapping[str, str]:
    """NAME=VALUE lines of `.env` here; blank lines, # remarks, `export` and one pair of quotes are allowed."""
    path, found = Path(".env"), {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            name, equals, value = line.removeprefix("export ").partition("=")
            if equals and not name.lstrip().startswith("#"):
                value = value.strip()
                quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
                found[name.strip()] = value[1:-1] if quoted else value
    return found


def _raw(name: str, default: str, dotenv: Mapping[str, str]) -> tuple[str, str]:
    if name in os.environ:
        return os.environ[name], "env"
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n"), "file"
    if name in dotenv:
        return dotenv[name], ".env"
    return default, "default"


def _mask(value: str) -> str:
    """A URL keeps all but its password; any other secret keeps nothing."""
    url = urlsplit(value)
    if not url.scheme or "//" not in value:
        return "••••••" if value else ""
    if not url.password:
        return value
    place = url.netloc.rpartition("@")[2]
    return urlunsplit(url._replace(netloc=f"{url.username or ''}:••••••@{place}"))


def _table() -> tuple[dict[str, Any], list[Row], list[str]]:
    dotenv = _dotenv()
    values: dict[str, Any] = {}
    rows: list[Row] = []
    problems: list[str] = []
    for f in fields(Config):
        name, m = PREFIX + f.name.upper(), f.metadata
        raw, source = "", "default"
        try:
            raw, source = _raw(name, m["default"], dotenv)
            if source == "default":
                raw = raw.replace("{data}", str(values.get("data", "")))
            values[f.name] = m["understand"](raw)
        except (ValueError, OSError) as error:
            shown = "••••••" if m["secret"] else raw
            problems.append(f"{name}={shown}: {error}")
        rows.append(Row(name, _mask(raw) if m["secret"] else raw, m["default"], source, m["about"]))
    return values, rows, problems


@cache
def config() -> Config:
    """The settings of this process; raises Misconfigured."""
    values, _, problems = _table()
    if problems:
        raise Misconfigured(problems)
    return Config(**values)


def table() -> tuple[list[Row], list[str]]:
    """(all settings as rows in the order of declaration, what is wrong with them)."""
    _, rows, problems = _table()
    return rows, problems


def secret_key() -> str:
    """QUANFU_SECRET_KEY, or the key kept in QUANFU_DATA/secret_key, made there (mode 600) the first time.

    Two processes that start together end with the same key: the file appears complete or not at all.
    """
    if key := config().secret_key:
        return key
    path = config().data / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"secret_key.{os.getpid()}.{secrets.token_hex(4)}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        try:
            os.link(new, path)  # fails when the other process was first
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text().strip()
