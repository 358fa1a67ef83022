"""Is a mail ever lost or there twice, and how many a second does one machine take in?

    python bench/mail_in.py [--storm 500] [--corpora]

A Quanfu of its own on a fresh SQLite database takes mails by its SMTP door. The storm: kill -9 of the listener and the worker at
random moments (fixed seed) while mails arrive; each must end as one request. The corpora (QUANFU_CORPORA): every mail over a
real SMTP session into the database; each must end as exactly one kind. Prints JSON; `kept_to_sent` is 1 when nothing is lost.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from quanfu.channels.adapters.mail.tests.house import Killer, MailHouse, free_port, send_all, until

SEED = 20261122
AIM = 20.0  # mails a second


def mail(number: int) -> bytes:
    lines = [
        f"From: c{number}@home.example", "To: service@a.example", f"Subject: storm {number}", f"Message-ID: <{number}@storm.example>",
        "Date: Sun, 22 Nov 2026 09:00:00 +0800", "Content-Type: text/plain; charset=utf-8", "", f"No heat, number {number}.", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def storm(house: MailHouse, port: int, count: int) -> dict[str, Any]:
    killer = Killer(house, ("listen", "listen", "worker"), SEED, least=1.0, most=5.0)

    def slowly() -> Iterator[bytes]:
        for number in range(count):
            time.sleep(0.1)
            yield mail(number)

    killer.start()
    tries = send_all(port, slowly())
    killer.stop()
    until(lambda: house.unread() == 0, 600)
    once = house.rows("SELECT count(*) FROM (SELECT 1 FROM desk_request WHERE subject LIKE 'storm %' GROUP BY subject HAVING count(*) = 1)")  # fmt: skip
    opened = house.rows("SELECT count(*) FROM desk_request WHERE subject LIKE 'storm %'")
    return {
        "kept_to_sent": once[0][0] / count,
        "sent": count,
        "attempts": tries,
        "requests": opened[0][0],
        "kills": killer.kills,
    }


def corpora(house: MailHouse, port: int, folder: Path) -> dict[str, Any]:
    before = sum(house.kinds().values())
    files = [
        each
        for kind in ("mail-*", "bounce-*")
        for place in sorted(folder.glob(kind))
        for each in sorted(place.rglob("*"))
    ]
    mails = [
        each.read_bytes()
        for each in files
        if each.is_file() and each.suffix in (".eml", ".txt", ".mbox", ".msg", "")
    ]
    mails = [
        each for each in mails if each.strip() and max(map(len, each.split(b"\n"))) < 4000
    ]  # SMTP allows no longer lines
    began = time.perf_counter()
    send_all(port, mails)
    sent = time.perf_counter() - began
    until(lambda: house.unread() == 0, 1800)
    whole = time.perf_counter() - began
    kinds = house.kinds()
    different = house.rows("SELECT count(*) FROM channels_incoming")[0][0] - before
    return {
        "a_second_to_aim": round(len(mails) / whole / AIM, 2), "sent": len(mails), "different": different, "taken_a_second": round(len(mails) / sent, 1),
        "read_a_second": round(len(mails) / whole, 1), "kinds": dict(kinds), "without_kind": kinds.get("", 0),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--storm", type=int, default=500)
    parser.add_argument("--corpora", action="store_true")
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        house, port = MailHouse(Path(folder)), free_port()
        try:
            house.set_up(receive="smtp", smtp_in_bind=f"127.0.0.1:{port}")
            house.start("listen")
            house.start("worker")
            if asked.storm:
                found["storm"] = storm(house, port, asked.storm)
            if asked.corpora:
                place = os.environ.get("QUANFU_CORPORA")
                found["corpora"] = corpora(house, port, Path(place)) if place else "QUANFU_CORPORA is not set"
        finally:
            house.close()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
