#!/usr/bin/env python3
"""All checks, one after the other; each one's output, a table at the end, exit code 1 if any failed.

check.py            everything (`make check`, CI)
check.py tests      the tests on both databases (`make test`)
check.py NAME…      only these: format lint imports types templates texts migrations requirements shape sqlite postgres coverage
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [f"{BIN}/python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
COVERAGE = ["--cov=quanfu", "--cov-report="]
FLOOR = 90  # percent of the lines of quanfu/; it only ever rises

STEPS: dict[str, list[str]] = {
    "format": [f"{BIN}/ruff", "format", "--check", "--quiet", "."],
    "lint": [f"{BIN}/ruff", "check", "."],
    "imports": [f"{BIN}/lint-imports"],
    "types": [f"{BIN}/mypy", "quanfu", "tools"],
    "templates": [f"{BIN}/djlint", "quanfu", "--lint", "--quiet"],
    "texts": [f"{BIN}/python", "tools/messages.py", "check"],
    "migrations": [f"{BIN}/python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "requirements": [f"{BIN}/python", "tools/requirements_table.py", "check"],
    "shape": [f"{BIN}/python", "-m", "pytest", "-q", "-p", "no:randomly", "tests/shape"],
    "sqlite": [*PYTEST, "--db=sqlite", *COVERAGE],
    "postgres": [*PYTEST, "--db=postgres", *COVERAGE, "--cov-append"],
    "coverage": [f"{BIN}/coverage", "report", f"--fail-under={FLOOR}", "--skip-covered"],
}
TESTS = ["sqlite", "postgres"]
FIRST = [name for name in STEPS if name != "shape"]  # "everything" runs tests/shape as part of the tests


def main(names: list[str]) -> int:
    chosen = TESTS if names == ["tests"] else names or FIRST
    if unknown := set(chosen) - set(STEPS):
        print(f"{', '.join(sorted(unknown))}: no such check\n\n{__doc__}")
        return 2
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "quanfu.settings", "PYTHONPATH": str(ROOT)}
    results: list[tuple[str, int, float]] = []
    for name in chosen:
        print(f"\n── {name}", flush=True)
        started = time.monotonic()
        code = subprocess.call(STEPS[name], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        results.append((name, code, time.monotonic() - started))
    print("\n── summary")
    for name, code, seconds in results:
        print(f"{'ok  ' if code == 0 else 'FAIL'} {name:<13}{seconds:6.1f} s")
    return 1 if any(code for _name, code, _seconds in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
