"""Bringing in a list of articles, each question once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.tables import Row
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.actions.topic import save_topic
from quanfu.knowledge.models import Article, Topic
from quanfu.knowledge.queries.article_list import record_of
from quanfu.org.queries.person import person_by_login

if TYPE_CHECKING:
    from quanfu.org.models import Unit


@dataclass
class Outcome:
    """What became of the list. ``wrong``: (line, row, reason)."""

    added: int = 0
    changed: int = 0
    known: int = 0
    wrong: list[tuple[int, Row, str]] = field(default_factory=list)


class _Undo(Exception):
    """Ends a dry run."""


def import_articles(
    *, company: "Unit", rows: Iterable[tuple[int, Row]], by: Actor, dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Outcome:  # fmt: skip
    """Publish the articles of the list: new questions as new articles, known ones with another text as a new version.

    The same list twice changes nothing. Lines that do not fit are reported and left out; topics that are not there yet are
    made ("Payment / Refunds" below one another). A dry run does all of it and takes it back.
    """
    outcome = Outcome()
    seen: dict[str, int] = {}
    try:
        with transaction.atomic():
            for line, row in rows:
                try:
                    with transaction.atomic():
                        record = record_of(row)
                        if record["title"] in seen:
                            raise Refused(
                                _("The same question stands in line %(line)s.")
                                % {"line": seen[record["title"]]}
                            )
                        seen[record["title"]] = line
                        _bring_in(company, record, outcome, by)
                except Refused as refused:
                    outcome.wrong.append((line, row, str(refused)))
                if progress:
                    progress(1)
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return outcome


def _bring_in(company: "Unit", record: dict[str, Any], outcome: Outcome, by: Actor) -> None:
    record["topic"] = _topic(company, record["topic"], by) if record["topic"] else None
    login = record.pop("owner")
    if login:
        owner = person_by_login(login)
        if owner is None or owner.company_id != company.pk:
            raise Refused(_("Nobody of the company has the login “%(login)s”.") % {"login": login})
        record["owner"] = owner
    if record["review_on"] is None:
        record.pop("review_on")
    known = (
        Article.objects.filter(company=company, title=record["title"])
        .select_related("topic", "owner")
        .first()
    )
    before = (known.version, known.updated_at) if known else None
    article = save_article(instance=known, company=company, by=by, **record)
    if before is None:
        outcome.added += 1
    elif before == (article.version, article.updated_at):
        outcome.known += 1
    else:
        outcome.changed += 1


def _topic(company: "Unit", path: str, by: Actor) -> Topic:
    """The topic of that path; what is missing of it is made. A name stands once in a company, wherever it stands."""
    topic: Topic | None = None
    for name in [
        part.strip() for part in path.replace("／", "/").replace(">", "/").split("/") if part.strip()
    ]:
        if len(name) > 60:
            raise Refused(
                _("“%(column)s” has more than %(most)s characters.") % {"column": "topic", "most": 60}
            )
        found = Topic.objects.filter(company=company, name=name).first()
        if found is None:
            position = Topic.objects.filter(company=company).count() + 1
            found = save_topic(
                instance=None, company=company, name=name, parent=topic, position=position, by=by
            )
        topic = found
    if topic is None:
        raise Refused(_("“%(column)s” is missing.") % {"column": "topic"})
    return topic
