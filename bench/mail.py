"""Reading mails: the new part of replies beside other libraries, mails a second, and mutants without an exception.

    python bench/mail.py [--talon PYTHON] [--labelled FOLDER] [--mutants 5000] [--mails 2000]

Replies: `mail_replies.json` tells by line numbers what is new ("new") and what is new with its signature ("signed"). "read": texts
of the public sets, read beside what ours gave. "read first": mails whose lines were written down before ours ran on them. "published":
what the libraries' own tests say of their texts. Texts that several sets share count once. The rest is made: every Chinese mail
program of `chinese_replies.py` three times. `--labelled` takes NAME.txt beside NAME.new.txt (NAME.new.2.txt …: right as well) from a
folder of one's own. `exact`: equals one of the right answers, white space aside; `unsigned`: equals the first, so that signatures are
cut too; `f1`: of words, against the best answer. Libraries are asked in the way that gives most: mail-parser-reply with all its
languages, talon (in an interpreter of its own, as it needs old packages) with its signatures cut too.
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
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from quanfu.channels.reading.bounded import Child  # noqa: E402
from quanfu.channels.reading.parse import parse_mail  # noqa: E402
from quanfu.channels.reading.reply import new_words  # noqa: E402
from quanfu.channels.reading.tests.chinese_replies import replies  # noqa: E402
from quanfu.channels.reading.tests.mutants import mutant  # noqa: E402
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
Sample = tuple[str, str, list[str]]  # set, text, right answers: the first without the signature


def text_of(name: str) -> str:
    folder, _, rest = name.partition("/")
    raw = (corpus(folder) / rest).read_bytes()
    return parse_mail(raw).text if rest.endswith((".eml", ".msg")) else raw.decode()


def samples() -> list[Sample]:
    """Set, text, and what may come out; each text once."""
    told = json.loads((HERE / "mail_replies.json").read_text("utf-8"))
    found = []
    for part in ("read", "read first"):
        for name, expected in told[part].items():
            text = text_of(name)
            lines = text.split("\n")
            answers = [
                "\n".join("\n".join(lines[first - 1 : last]) for first, last in ranges)
                for ranges in expected.values()
            ]
            found.append((part if part == "read first" else name.partition("/")[0], text, answers))
    for name, expected in json.loads(
        (corpus("mail-zh-encodings") / "expected.json").read_text("utf-8")
    ).items():
        if wanted := expected.get("reply_text_contains"):
            found.append(("mail-zh-encodings", text_of(f"mail-zh-encodings/{name}"), ["\n".join(wanted)]))
    found += [("chinese programs (made)", text, [new]) for _what, text, new in replies(SEED, 3)]
    return list(
        {"".join(text.split()): (folder, text, answers) for folder, text, answers in found[::-1]}.values()
    )[::-1]


def labelled(folder: Path) -> list[Sample]:
    """The texts of a folder of one's own."""
    texts = [path for path in sorted(folder.glob("*.txt")) if ".new" not in path.name]
    return [
        (
            f"{folder.name} (labelled)",
            path.read_text("utf-8"),
            [
                one.read_text("utf-8")
                for one in sorted(folder.glob(f"{path.stem}.new*.txt"), key=lambda one: len(one.name))
            ],
        )
        for path in texts
    ]


def published(cutters: dict[str, Cutter]) -> dict[str, dict[str, float]]:
    """The share of what the tests of each library say of their own texts that holds for each."""
    told = json.loads((HERE / "mail_replies.json").read_text("utf-8"))["published"]
    texts = [text_of(name) for name in told]
    table: dict[str, dict[str, float]] = {}
    for name, cut in cutters.items():
        held: dict[str, list[bool]] = {}
        for found, tests in zip(cut(texts), told.values(), strict=True):
            for test in tests:
                held.setdefault(test["by"], []).append(_holds(found, test))
        for by, results in held.items():
            table.setdefault(f"tests of {by} ({len(results)})", {})[name] = round(statistics.mean(results), 3)
    return table


def _holds(found: str, test: dict[str, Any]) -> bool:
    if "is" in test:
        return "".join(found.split()) == "".join(test["is"].split())
    return all(words in found for words in test.get("has", ())) and not any(
        words in found for words in test.get("lacks", ())
    )


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


def compare(cutters: dict[str, Cutter], every: list[Sample]) -> dict[str, dict[str, dict[str, float]]]:
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, cut in cutters.items():
        scores: dict[str, list[tuple[bool, bool, float]]] = {}
        for (folder, _text, answers), found in zip(every, cut([text for _f, text, _a in every]), strict=True):
            right = ["".join(found.split()) == "".join(answer.split()) for answer in answers]
            score = (any(right), right[0], max(f1(found, answer) for answer in answers))
            for place in (folder,) if folder.endswith(")") else (folder, "all public"):
                scores.setdefault(place, []).append(score)
        for place, list_ in scores.items():
            table.setdefault(f"{place} ({len(list_)})", {})[name] = {
                "exact": round(statistics.mean(right for right, _first, _f in list_), 3),
                "unsigned": round(statistics.mean(first for _right, first, _f in list_), 3),
                "f1": round(statistics.mean(f for _right, _first, f in list_), 3),
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
    options.add_argument("--labelled", metavar="FOLDER", type=Path, help="texts with what is new in them")
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
    table = compare(cutters, samples() + (labelled(given.labelled) if given.labelled else []))
    whole = next(scores for place, scores in table.items() if place.startswith("all public"))
    mails = all_mails()
    best = max(score["exact"] for name, score in whole.items() if name != "quanfu")
    result = {
        "exact_to_best_other": round(whole["quanfu"]["exact"] / best, 2),
        "replies": table,
        "published": published(cutters),
        "speed": speed(mails, given.mails),
        "mutants": mutants(mails, given.mutants),
        "versions": {name: metadata.version(name) for name in ("mail-parser-reply", "email-reply-parser")},
    }
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
