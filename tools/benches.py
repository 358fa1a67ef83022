#!/usr/bin/env python3
"""All yardsticks of bench/, one after the other: benches.py [NAME…]. Their JSON is printed and kept in bench/out/."""

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent / "bench"


def main(names: list[str]) -> int:
    out = BENCH / "out"
    out.mkdir(exist_ok=True)
    failed = 0
    for path in sorted(BENCH.glob("[a-z]*.py")):
        if names and path.stem not in names:
            continue
        print(f"── {path.stem}", flush=True)
        done = subprocess.run([sys.executable, path], stdout=subprocess.PIPE, text=True, cwd=BENCH.parent)
        print(done.stdout, flush=True)
        failed += done.returncode != 0
        if done.returncode == 0:
            (out / f"{path.stem}.json").write_text(done.stdout, encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
