"""deploy/backup.sh and restore.sh, on the embedded database while somebody writes to it."""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[3] / "deploy"


def script(
    name: str, argument: Path, data: Path | None, folder: Path | None = None, **more: str
) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], **({"QUANFU_DATA": str(data)} if data else {}), **more}
    command = [DEPLOY / name, argument]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    (data / "files").mkdir(parents=True)
    (data / "files" / "ab").write_bytes(b"photo")
    (data / "secret_key").write_text("key")
    (data / "secret_key").chmod(0o600)
    with sqlite3.connect(data / "quanfu.sqlite3") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (n INTEGER)")
        connection.execute("INSERT INTO t VALUES (1)")
    connection.close()
    return data


def test_what_was_committed_comes_back(data: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(data / "quanfu.sqlite3")
    writer.execute("INSERT INTO t VALUES (2)")
    writer.commit()
    writer.execute("INSERT INTO t VALUES (3)")  # still open: not part of the backup, and no obstacle to it
    done = script("backup.sh", tmp_path / "backups", data)
    writer.close()
    assert done.returncode == 0, done.stderr
    backup = Path(done.stdout.strip())
    restored = tmp_path / "restored"
    assert script("restore.sh", backup, restored).returncode == 0
    connection = sqlite3.connect(restored / "quanfu.sqlite3")
    assert connection.execute("SELECT n FROM t").fetchall() == [(1,), (2,)]
    connection.close()
    assert (restored / "files" / "ab").read_bytes() == b"photo"
    assert (restored / "secret_key").stat().st_mode & 0o777 == 0o600
    assert backup.stat().st_mode & 0o077 == 0


def test_who_keeps_the_key_elsewhere_is_reminded_of_it(data: Path, tmp_path: Path) -> None:
    assert script("backup.sh", tmp_path / "one", data).stderr == ""
    (data / "secret_key").unlink()
    done = script("backup.sh", tmp_path / "two", data)
    assert done.returncode == 0 and "QUANFU_SECRET_KEY" in done.stderr


def test_a_restore_never_overwrites(data: Path, tmp_path: Path) -> None:
    backup = Path(script("backup.sh", tmp_path / "backups", data).stdout.strip())
    done = script("restore.sh", backup, data)
    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_settings_are_found_as_quanfu_finds_them(data: Path, tmp_path: Path) -> None:
    """Else the backup would be of another database than that in use."""
    (tmp_path / ".env").write_text(f"# ours\nexport QUANFU_DATA='{data}'\n")
    used = tmp_path / "used.sqlite3"
    with sqlite3.connect(used) as connection:
        connection.execute("CREATE TABLE used (n INTEGER)")
    connection.close()
    (tmp_path / "url").write_text(f"sqlite:///{used}\n")
    done = script("backup.sh", tmp_path / "one", None, tmp_path)
    assert (Path(done.stdout.strip()) / "files" / "ab").exists(), done.stderr
    done = script(
        "backup.sh", tmp_path / "two", None, tmp_path, QUANFU_DATABASE_URL_FILE=str(tmp_path / "url")
    )
    copied = sqlite3.connect(Path(done.stdout.strip()) / "quanfu.sqlite3")
    assert copied.execute("SELECT count(*) FROM used").fetchone() == (0,)
    copied.close()


def test_a_backup_that_cannot_be_made_says_so_and_leaves_nothing_that_looks_like_one(
    data: Path, tmp_path: Path
) -> None:
    done = script("backup.sh", tmp_path / "backups", tmp_path / "nowhere")
    assert done.returncode == 1 and "There is no" in done.stderr and "QUANFU_DATA" in done.stderr
    (data / "quanfu.sqlite3").write_bytes(b"torn" * 4096)
    done = script("backup.sh", tmp_path / "backups", data)
    assert done.returncode == 1 and "No backup was made." in done.stderr
    assert not list(tmp_path.glob("backups/*"))
