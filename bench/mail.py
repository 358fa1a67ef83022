"""Reading mails: the new part of replies beside other libraries, mails a second, and mutants without an exception.

    python bench/mail.py [--talon PYTHON] [--mutants 5000] [--mails 2000]

Replies: for each text of the public sets `mail_replies.json` tells by line numbers what is new ("new") and what is new
with its signature ("signed"); read by eye. Ours was written with these texts in sight, the others' rules with their own
sets: read each library's figure on the sets of others. A library is right when what it gives equals either, white space aside, and
its F1 is that of words against the better of the two, so that who leaves signatures on loses nothing. Libraries are
asked in the way that gives most: mail-parser-reply with all its languages, talon (in an interpreter of its own, as it
needs old packages) with its signatures cut too.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from quanfu.channels.reading.bounded import Child  # noqa: E402
from quanfu.channels.reading.parse import parse_mail  # noqa: E402
from quanfu.channels.reading.reply import new_words  # noqa: E402
from quanfu.channels.reading.tests.mutants import mutant  # noqa: E402
from quanfu.channels.reading.tests.test_reply import CHINESE  # noqa: E402
from quanfu.core.testing import corpus  # noqa: E402

SEED = 20_240_617
TALON = """
import json, sys, talon
from talon import quotations
from talon.signature.bruteforce import extract_signature
texts = json.load(sys.stdin)
json.dump([extract_signature(quotations.extract_from_plain(text))[0] or text for text in texts], sys.stdout)
"""
Cutter = Callable[[list[str]], list[str]]


def samples() -> list[tuple[str, str, list[str]]]:
    """Set, text, and what may come out."""
    found = []
    for name, expected in json.loads((HERE / "mail_replies.json").read_text("utf-8")).items():
        folder, _, rest = name.partition("/")
        raw = (corpus(folder) / rest).read_bytes()
        text = parse_mail(raw).text if rest.endswith(".eml") else raw.decode()
        lines = text.split("\n")
        answers = [
            "\n".join("\n".join(lines[first - 1 : last]) for first, last in ranges)
            for ranges in expected.values()
        ]
        found.append((folder, text, answers))
    for name, expected in json.loads(
        (corpus("mail-zh-encodings") / "expected.json").read_text("utf-8")
    ).items():
        if wanted := expected.get("reply_text_contains"):
            text = parse_mail((corpus("mail-zh-encodings") / name).read_bytes()).text
            found.append(("mail-zh-encodings", text, ["\n".join(wanted)]))
    own = "师傅明天上午来吗？\n我们八点有人。"
    return found + [
        ("chinese clients (own samples)", f"{own}\n\n{quote}", [own]) for quote in CHINESE.values()
    ]


def of_mail_parser_reply(texts: list[str]) -> list[str]:
    from mailparser_reply import EmailReplyParser
    from mailparser_reply.constants import MAIL_LANGUAGES

    parser = EmailReplyParser(languages=list(MAIL_LANGUAGES))
    return [(mail.replies[0].body if mail.replies else "") for mail in map(parser.read, texts)]


def of_email_reply_parser(texts: list[str]) -> list[str]:
    from email_reply_parser import EmailReplyParser

    return [EmailReplyParser.parse_reply(text) for text in texts]


def of_talon(python: str) -> Cutter:
    def cut(texts: list[str]) -> list[str]:
        done = subprocess.run(
            [python, "-c", TALON], input=json.dumps(texts), text=True, capture_output=True, check=True
        )
        found: list[str] = json.loads(done.stdout)
        return found

    return cut


def words(text: str) -> Counter[str]:
    """Words; of Chinese each character is one."""
    spaced = "".join(f" {char} " if "\u3000" <= char <= "\u9fff" else char for char in text)
    return Counter(spaced.split())


def f1(found: str, wanted: str) -> float:
    one, other = words(found), words(wanted)
    common = sum((one & other).values())
    return 2 * common / (sum(one.values()) + sum(other.values())) if common else float(one == other)


def compare(cutters: dict[str, Cutter]) -> dict[str, dict[str, dict[str, float]]]:
    every = samples()
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, cut in cutters.items():
        scores: dict[str, list[tuple[bool, float]]] = {}
        for (folder, _text, answers), found in zip(every, cut([text for _f, text, _a in every]), strict=True):
            right = any("".join(found.split()) == "".join(answer.split()) for answer in answers)
            score = (right, max(f1(found, answer) for answer in answers))
            for place in (folder, "all"):
                scores.setdefault(place, []).append(score)
        for place, list_ in scores.items():
            table.setdefault(f"{place} ({len(list_)})", {})[name] = {
                "exact": round(sum(right for right, _f in list_) / len(list_), 3),
                "f1": round(statistics.mean(f for _r, f in list_), 3),
            }
    return table


def all_mails() -> list[bytes]:
    names = (
        "chatwoot",
        "django-helpdesk",
        "enmime",
        "flanker",
        "mikel",
        "nodemailer",
        "webklex",
        "zbateson",
        "zh-encodings",
    )
    folders = [corpus(f"mail-{name}") for name in names] + [corpus("bounce-flufl")]
    paths = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".eml", ".txt", ".raw")
    ]
    return [path.read_bytes() for path in paths]


def speed(mails: list[bytes], count: int) -> dict[str, float]:
    """Mails a second and percentiles, through the bounded child, as the intake reads them."""
    times = []
    with Child() as child:
        child.read(mails[0])
        began = time.perf_counter()
        for number in range(count):
            start = time.perf_counter()
            child.read(mails[number % len(mails)])
            times.append((time.perf_counter() - start) * 1000)
        spent = time.perf_counter() - began
    times.sort()
    return {
        "mails": count, "mails_per_second": round(count / spent, 1), "p50_ms": round(times[count // 2], 2),
        "p99_ms": round(times[count * 99 // 100], 2), "max_ms": round(times[-1], 2),
    }  # fmt: skip


def mutants(mails: list[bytes], count: int) -> dict[str, object]:
    source = random.Random(SEED)
    kinds: Counter[str] = Counter()
    failed, slowest = 0, 0.0
    for _ in range(count):
        mail = parse_mail(mutant(source, mails))
        kinds[mail.kind.value] += 1
        failed += any(warning.startswith("cannot-be-read") for warning in mail.warnings)
        slowest = max(slowest, mail.ms)
    return {"mutants": count, "exceptions": failed, "kinds": dict(kinds), "slowest_ms": slowest}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--talon", metavar="PYTHON", help="an interpreter that has talon")
    options.add_argument("--mutants", type=int, default=5000)
    options.add_argument("--mails", type=int, default=2000)
    given = options.parse_args()
    cutters: dict[str, Cutter] = {
        "quanfu": lambda texts: [new_words(text) for text in texts],
        "mail-parser-reply": of_mail_parser_reply,
        "email-reply-parser": of_email_reply_parser,
    }
    if given.talon:
        cutters["talon"] = of_talon(given.talon)
    table = compare(cutters)
    whole = next(scores for place, scores in table.items() if place.startswith("all "))
    mails = all_mails()
    best = max(score["exact"] for name, score in whole.items() if name != "quanfu")
    result = {
        "exact_to_best_other": round(whole["quanfu"]["exact"] / best, 2),
        "replies": table,
        "speed": speed(mails, given.mails),
        "mutants": mutants(mails, given.mutants),
        "versions": {name: metadata.version(name) for name in ("mail-parser-reply", "email-reply-parser")},
    }
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
