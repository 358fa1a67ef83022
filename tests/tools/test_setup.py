"""What a newcomer meets before anything is installed."""

import ast
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def make(*arguments: str, language: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "LC_ALL": language, "HOME": "/tmp"}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [("C.UTF-8", "Install Python 3.11 or newer"), ("zh_CN.UTF-8", "请安装 Python 3.11")],
)
def test_a_missing_python_is_one_line_with_the_remedy(language: str, words: str) -> None:
    done = make("setup", "PYTHON=no-such-python", language=language)
    assert done.returncode != 0
    assert words in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_make_alone_lists_the_targets() -> None:
    shown = make(language="C.UTF-8").stdout
    for target in ("demo", "test", "check", "bench", "dev"):
        assert f"\n{target} " in f"\n{shown}"


def test_the_set_up_speaks_to_an_old_python() -> None:
    """It must get as far as the sentence that says so: nothing newer than Python 3.4's syntax in it."""
    source = (ROOT / "tools" / "setup.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    assert not any(
        isinstance(node, ast.JoinedStr | ast.NamedExpr | ast.AnnAssign)
        for node in ast.walk(ast.parse(source))
    )
    assert "coding: utf-8" in source.splitlines()[1]


@pytest.mark.parametrize("name", ["bootstrap", "run", "dev", "npm"])
def test_a_lock_names_hashes_and_no_host(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert packages
    assert all("==" in line for line in packages)
    assert sum("--hash=sha256:" in line for line in lines) >= len(packages)
    assert not any("://" in line for line in lines)


def test_the_lock_of_npm_names_no_host() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in text
    assert "sha512-" in text


def test_developers_have_the_versions_that_users_have() -> None:
    def versions(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line.split()[0] for line in lines if "==" in line and not line.startswith(" ")}

    assert versions("run.txt") - versions("dev.txt") == set()
