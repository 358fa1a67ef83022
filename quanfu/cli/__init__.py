"""The `quanfu` command. One file a command in this folder, found by the table below.

A module is imported when its command is called, not before: `quanfu --help` shows the table and needs neither the
modules nor Django. The function in the module is called `command`; Django is made ready in its body by `base.django()`.

Exit codes: 0 done, 1 a problem was found or a request refused, 2 wrong usage, 70 an error of ours, 130 interrupted.
"""

import errno
import importlib
import os
import sys
import traceback

import click

from quanfu import __version__
from quanfu.cli.base import Problem
from quanfu.cli.texts import N_, _, use_language
from quanfu.core.config import Misconfigured

COMMANDS: dict[str, tuple[str, str]] = {  # name: (module in quanfu.cli, what it does)
    "serve": ("serve", N_("Run everything: web server, worker and scheduler")),
    "web": ("web", N_("Run the web server only")),
    "worker": ("worker", N_("Run the worker with the scheduler only")),
    "listen": ("listen", N_("Hold the connections of channels that need one")),
    "migrate": ("migrate", N_("Bring the database and the static files up to this version")),
    "demo": ("demo", N_("Load the demo company into the database")),
    "createadmin": ("createadmin", N_("Make a person who may do everything")),
    "import": ("import_", N_("Bring in records from a file")),
    "token": ("token", N_("Make an API token for a person and print it")),
    "check": ("check", N_("Examine the configuration, with a remedy for each problem")),
    "reindex": ("reindex", N_("Make the search index anew")),
    "mail": ("mail", N_("Show what becomes of mails")),
    "sla": ("sla", N_("Explain the limits of a request")),
    "journal": ("journal", N_("Verify the sealed journal")),
    "worktime": ("worktime", N_("Reckon with working time: JSON lines in, JSON lines out")),
}
EXIT_CODES = N_("Exit codes: 0 done, 1 problem found, 2 wrong usage, 70 internal error, 130 interrupted.")


class Commands(click.Group):
    """click's group over the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"quanfu.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(about)) for name, (_module, about) in COMMANDS.items()])


def group() -> Commands:
    version = click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_show_version
    )
    version.help = _("Show the version and end.")
    return Commands(
        "quanfu",
        help=_("Quanfu: the whole service system of a company."),
        epilog=_(EXIT_CODES)
        + " "
        + _("Settings come from the environment: quanfu check --settings lists them."),
        params=[version],
    )


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"quanfu {__version__}")
        ctx.exit()


def run(arguments: list[str]) -> int:
    """The whole command line; returns the exit code."""
    use_language()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a sign shows ? instead of ending us
            stream.reconfigure(errors="replace")
    try:
        code = group().main(args=arguments, prog_name="quanfu", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Misconfigured as error:
        for problem in error.problems:
            click.echo(_("Wrong setting: {problem}").format(problem=problem), err=True)
        return 1
    except Problem as error:
        click.echo(error, err=True)
        return 1
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Interrupted."), err=True)
        return 130
    except BrokenPipeError:  # `quanfu … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            told = _("The disk is full: {error}. Make room; what was acknowledged is kept.")
            click.echo(told.format(error=error), err=True)
            return 1
        traceback.print_exc()
        click.echo(_("This is an error of Quanfu. Please report it with the lines above."), err=True)
        return 70


def main() -> None:
    sys.exit(run(sys.argv[1:]))
