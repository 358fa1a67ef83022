"""`quanfu import`: records from files."""

import hashlib
import sys
import time
from pathlib import Path
from typing import Any

import click

from quanfu.cli.base import Problem, django, require_migrated
from quanfu.cli.texts import _


@click.group(help=_("Bring in records from a file."))
def command() -> None:
    pass


@command.command(
    help=_(
        "Bring in a list of requests (csv, tsv, xlsx or parquet; plain or .gz for csv). MAP.toml says which column is what. "
        "Rows that do not fit come back in FILE.errors with the reason; the others go in. An interrupted run goes on where it "
        "stopped, and the same file twice adds nothing."
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "map_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("how columns become fields"),
)
@click.option("--company", default="", help=_("code of the company; may be left out where there is one"))
@click.option("--by", "login", default="", help=_("login of the person in whose name; default: the system"))
@click.option("--dry-run", is_flag=True, help=_("check every row, write nothing"))
@click.option("--preview", default=0, help=_("show the first N rows as they would go in, and stop"))
@click.option(
    "--errors",
    type=click.Path(path_type=Path),
    default=None,
    help=_("where rows with errors go; default: beside the file"),
)
def requests(
    file: Path, map_file: Path, company: str, login: str, dry_run: bool, preview: int, errors: Path | None
) -> None:
    django()
    require_migrated()
    from quanfu.core.actor import SYSTEM
    from quanfu.core.errors import Refused
    from quanfu.core.tables import Unreadable, read_table
    from quanfu.desk.actions.import_run import import_requests
    from quanfu.desk.queries.import_map import read_map
    from quanfu.org.queries.person import person_by_login

    try:
        import_map = read_map(map_file.read_text(encoding="utf-8"))
        unit = _company(company)
        by: Any = person_by_login(login) if login else SYSTEM
        if by is None:
            raise Problem(_("Nobody has the login {login}.").format(login=login))
        rows = read_table(file)
        if preview:
            _show(rows, import_map, preview)
            return
        started, done = time.monotonic(), 0

        def progress(count: int) -> None:
            nonlocal done
            done += count
            rate = done / (time.monotonic() - started)
            click.echo(
                _("{done} rows, {rate} a second").format(done=done, rate=round(rate)),
                nl=not sys.stdout.isatty(),
            )
            if sys.stdout.isatty():
                click.echo("\r", nl=False)

        outcome = import_requests(
            company=unit, rows=rows, file_name=file.name, sha256=_sha256(file), import_map=import_map, by=by,
            dry_run=dry_run, progress=progress,
        )  # fmt: skip
    except (Refused, Unreadable) as refused:
        raise Problem(str(refused)) from None
    added = _("{count} would be added") if dry_run else _("{count} added")
    click.echo(added.format(count=outcome.added))
    click.echo(_("{count} there already").format(count=outcome.known))
    if outcome.wrong:
        target = errors or file.with_name(
            f"{file.stem}.errors{'.xlsx' if file.suffix == '.xlsx' else '.csv'}"
        )
        _write_errors(target, outcome.wrong)
        click.echo(
            _("{count} with errors, see {file}").format(count=len(outcome.wrong), file=target), err=True
        )
        sys.exit(1)


@command.command(
    help=_(
        "Bring in articles of the library (csv, tsv, xlsx or JSON lines): title, body, title_en, body_en, topic (Payment / "
        "Refunds), public (yes or no), owner (a login), words (synonyms), kind, review_on. They are published at once. A known "
        "title with another text becomes a new version; the same file twice changes nothing."
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--company", default="", help=_("code of the company; may be left out where there is one"))
@click.option("--by", "login", default="", help=_("login of the person in whose name; default: the system"))
@click.option("--dry-run", is_flag=True, help=_("check every row, write nothing"))
@click.option("--errors", type=click.Path(path_type=Path), default=None, help=_("where rows with errors go; default: beside the file"))  # fmt: skip
def articles(file: Path, company: str, login: str, dry_run: bool, errors: Path | None) -> None:
    django()
    require_migrated()
    from quanfu.core.actor import SYSTEM
    from quanfu.core.errors import Refused
    from quanfu.core.tables import Unreadable
    from quanfu.knowledge.actions.article_import import import_articles
    from quanfu.knowledge.queries.article_list import read_articles
    from quanfu.org.queries.person import person_by_login

    try:
        by: Any = person_by_login(login) if login else SYSTEM
        if by is None:
            raise Problem(_("Nobody has the login {login}.").format(login=login))
        outcome = import_articles(company=_company(company), rows=read_articles(file), by=by, dry_run=dry_run)
    except (Refused, Unreadable) as refused:
        raise Problem(str(refused)) from None
    added = _("{count} would be added") if dry_run else _("{count} added")
    changed = _("{count} would be changed") if dry_run else _("{count} changed")
    click.echo(added.format(count=outcome.added))
    click.echo(changed.format(count=outcome.changed))
    click.echo(_("{count} there already").format(count=outcome.known))
    for line, _row, reason in outcome.wrong[:20]:
        click.echo(f"{line}: ✗ {reason}", err=True)
    if outcome.wrong:
        target = errors or file.with_name(
            f"{file.stem}.errors{'.xlsx' if file.suffix == '.xlsx' else '.csv'}"
        )
        _write_errors(target, list(outcome.wrong))  # type: ignore[arg-type]
        click.echo(
            _("{count} with errors, see {file}").format(count=len(outcome.wrong), file=target), err=True
        )
        sys.exit(1)


def _company(code: str) -> Any:
    from quanfu.org.enums import UnitKind
    from quanfu.org.models import Unit

    companies = list(Unit.objects.filter(kind=UnitKind.COMPANY, **({"code": code} if code else {}))[:2])
    if len(companies) == 1:
        return companies[0]
    raise Problem(
        _("No company has the code {code}.").format(code=code)
        if code
        else _("Say which company: --company CODE")
    )


def _show(rows: Any, import_map: Any, most: int) -> None:
    from quanfu.core.errors import Refused

    for line, row in rows:
        if most <= 0:
            return
        most -= 1
        try:
            click.echo(
                f"{line}: "
                + ", ".join(f"{k}={v}" for k, v in import_map.record(row).items() if v not in (None, ""))
            )
        except Refused as refused:
            click.echo(f"{line}: ✗ {refused}")


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write_errors(target: Path, wrong: list[tuple[int, dict[str, Any], str]]) -> None:
    """The rows as they came, with their line and the reason in front, so that they can be mended and brought in again."""
    from quanfu.core.tables import write_table

    columns = list(dict.fromkeys(name for _line, row, _reason in wrong for name in row))
    head = [_("line"), _("reason"), *columns]
    write_table(
        target, head, ([line, reason, *[row.get(c, "") for c in columns]] for line, row, reason in wrong)
    )
