"""How long from `quanfu serve` to the first page, and how much memory does the idle process tree take?

    python bench/start.py

On a fresh SQLite database in a temporary folder. `start_to_bare` is the time to the first page divided by the time that a
bare `django.setup()` with these settings takes; `memory_to_aim` is the tree's memory, each shared page counted once (PSS),
divided by the aim of 250 MB. Five starts, the median; idle is measured over ten seconds after the last start.
"""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import psutil

AIM = 250  # MB
STARTS = 5


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(environment: dict[str, str], port: int) -> tuple["subprocess.Popen[bytes]", float]:
    """(the running tree, seconds to the first page)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "quanfu", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not answers(port):
        if time.perf_counter() - started > 60 or process.poll() is not None:
            raise SystemExit("quanfu serve did not answer")
        time.sleep(0.005)
    return process, time.perf_counter() - started


def end(process: "subprocess.Popen[bytes]") -> float:
    started = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    return time.perf_counter() - started


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="quanfu-bench-") as data:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("QUANFU_")}
        environment = plain | {"QUANFU_DATA": data, "QUANFU_BIND": f"127.0.0.1:{port}"}
        subprocess.run(
            [sys.executable, "-m", "quanfu", "migrate"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        bare = []
        for _ in range(STARTS):
            started = time.perf_counter()
            code = "import os; os.environ['DJANGO_SETTINGS_MODULE']='quanfu.settings'; import django; django.setup()"
            subprocess.run([sys.executable, "-c", code], env=environment, check=True)
            bare.append(time.perf_counter() - started)
        starts, ends = [], []
        for number in range(STARTS):
            process, seconds = serve(environment, port)
            starts.append(seconds)
            if number < STARTS - 1:
                ends.append(end(process))
        tree = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        time.sleep(2)
        before = sum(sum(p.cpu_times()[:2]) for p in tree)
        time.sleep(10)
        idle = sum(sum(p.cpu_times()[:2]) for p in tree) - before
        memory = {f"{p.pid} {' '.join(p.cmdline()[1:4])}": p.memory_full_info().pss / 1e6 for p in tree}
        ends.append(end(process))
    start, pss = statistics.median(starts), sum(memory.values())
    print(
        json.dumps(
            {
                "start_to_bare": round(start / statistics.median(bare), 2),
                "memory_to_aim": round(pss / AIM, 2),
                "start_s": round(start, 2),
                "bare_s": round(statistics.median(bare), 2),
                "end_s": round(statistics.median(ends), 2),
                "pss_mb": round(pss, 1),
                "processes_mb": {name: round(value, 1) for name, value in memory.items()},
                "idle_cpu_percent_of_a_core": round(idle * 10, 2),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
