"""Is a mail ever lost or there twice, and how many a second does one machine take in?

    python bench/mail_in.py [--storm 500] [--corpora] [--db postgres]

A Quanfu of its own on a fresh database takes mails by its SMTP door. The storm: kill -9 of the listener and the worker at
random moments (fixed seed) while mails arrive, each third is handed over once more afterwards; each must end as one request.
The corpora (QUANFU_CORPORA): every mail over a real SMTP session into the database; each must end as exactly one kind. Prints JSON:
`kept_to_sent` is 1 when nothing is lost, `exceptions` names what was raised while reading or in a job.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from quanfu.channels.adapters.mail.tests.house import (
    Killer,
    MailHouse,
    free_port,
    hand_over,
    send_all,
    until,
    wire,
)
from quanfu.core.testing_database import temporary_postgres

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
    for number in range(0, count, 3):
        hand_over(port, mail(number))  # a server that did not hear our 250 sends it again
    until(lambda: house.unread() == 0, 600)
    once = house.rows("SELECT count(*) FROM (SELECT 1 FROM desk_request WHERE subject LIKE 'storm %' GROUP BY subject HAVING count(*) = 1) AS once")  # fmt: skip
    opened = house.rows("SELECT count(*) FROM desk_request WHERE subject LIKE 'storm %'")
    return {
        "kept_to_sent": once[0][0] / count,
        "sent": count,
        "attempts": tries,
        "requests": opened[0][0],
        "kills": killer.kills,
        "elsewhere": house.rows(
            "SELECT state, kind, attempts, error FROM channels_incoming WHERE request_number = ''"
        ),
        "exceptions": exceptions(house),
    }


def corpora(house: MailHouse, port: int, folder: Path) -> dict[str, Any]:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "quanfu.settings", "QUANFU_DATA": str(house.data)}
    import django

    django.setup()
    from quanfu.channels.adapters.mail.receive import key_of

    before = sum(house.kinds().values())
    paths = [
        path
        for place in sorted([*folder.glob("mail-*"), *folder.glob("bounce-*"), *folder.glob("reply-*")])
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.suffix not in (".xml", ".json", ".md") and path.name != "LICENSE"
    ]
    mails = [path.read_bytes() for path in paths]
    keys = {key_of(wire(mail)) for mail in mails}
    began = time.perf_counter()
    send_all(port, mails)
    sent = time.perf_counter() - began
    until(lambda: house.unread() == 0, 1800)
    whole = time.perf_counter() - began
    found = [key for (key,) in house.rows("SELECT key FROM channels_incoming")]
    kinds = house.kinds()
    return {
        "kept_to_sent": round(len(keys & set(found)) / len(keys), 4), "sent": len(mails), "different": len(keys),
        "kept": len(found) - before, "a_second_to_aim": round(len(mails) / whole / AIM, 2), "taken_a_second": round(len(mails) / sent, 1),
        "read_a_second": round(len(mails) / whole, 1), "kinds": dict(kinds), "without_kind": kinds.get("", 0), "exceptions": exceptions(house),
    }  # fmt: skip


def exceptions(house: MailHouse) -> list[str]:
    """What was raised while a mail was read, and jobs that gave up."""
    warned = [str(each) for (each,) in house.rows("SELECT warnings FROM channels_incoming")]
    raised = [each for each in warned if "cannot-be-read" in each or "reader-killed" in each]
    errors = house.rows("SELECT error FROM channels_incoming WHERE error != '' AND kind != 'quarantine'")
    jobs = house.rows(
        "SELECT path, error FROM core_job WHERE state = 'parked' OR attempts > 1 AND error != ''"
    )
    return raised + [error for (error,) in errors] + [f"{path}: {error[-300:]}" for path, error in jobs]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--storm", type=int, default=500)
    parser.add_argument("--corpora", action="store_true")
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    asked = parser.parse_args()
    found: dict[str, Any] = {"database": asked.db}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = stack.enter_context(temporary_postgres()) if asked.db == "postgres" else ""
        house, port = MailHouse(Path(folder), url), free_port()
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
