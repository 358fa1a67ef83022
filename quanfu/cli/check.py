"""`quanfu check`: a line for each part of the configuration, with what to do where it is not right."""

import json
import sys

import click

from quanfu.cli.base import Problem, django
from quanfu.cli.texts import _, translate_settings
from quanfu.core import config

SIGNS = {"ok": "✓", "warn": "!", "fail": "✗"}
COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command(
    help=_(
        "Examine database, storage, mail, clock, texts, static files, keys and worker. "
        "Code 1 when something fails; warnings alone give 0."
    )
)
@click.option(
    "--settings",
    "only_settings",
    is_flag=True,
    help=_("List every setting with its value, source and default"),
)
@click.option("--json", "as_json", is_flag=True, help=_("The same as JSON"))
def command(only_settings: bool, as_json: bool) -> None:
    rows, problems = config.table()
    if only_settings:
        _show_settings(rows, as_json)
    if problems:
        raise config.Misconfigured(problems)
    if not only_settings:
        _examine(as_json)


def _show_settings(rows: list[config.Row], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([vars(row) for row in rows], ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.secho(f"{row.name}={row.value}", bold=row.source != "default", nl=False)
        default = _("default: {default}").format(default=row.default or "–")
        source = {
            "env": _("from the environment"),
            "file": _("from a file"),
            ".env": _("from .env"),
            "default": "",
        }[row.source]
        click.echo("  (" + ", ".join(part for part in (source, default) if part) + ")")
        click.echo(f"    {translate_settings(row.about)}")


def _examine(as_json: bool) -> None:
    from quanfu.cli.doctor import CHECKS, Finding

    django()
    findings = []
    for name, examine in CHECKS:
        try:
            found = list(examine())
        except Problem as problem:
            found = [Finding("fail", str(problem))]
        except Exception as error:  # a check that breaks is a finding, and the others go on
            found = [Finding("fail", f"{type(error).__name__}: {error}")]
        findings += [(_(name), finding) for finding in found]
    if as_json:
        click.echo(
            json.dumps([{"check": name, **vars(f)} for name, f in findings], ensure_ascii=False, indent=1)
        )
    else:
        for name, finding in findings:
            click.echo(
                click.style(SIGNS[finding.state], fg=COLOURS[finding.state]) + f" {name}: {finding.text}"
            )
            if finding.remedy:
                click.echo(f"    → {finding.remedy}")
    if any(finding.state == "fail" for _name, finding in findings):
        sys.exit(1)
