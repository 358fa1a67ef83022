"""Language of the command line: QUANFU_LANG, else LC_ALL, LC_MESSAGES, LANG; Chinese or English.

Django is not needed for it, so `quanfu --help` starts at once. click takes its own words ("Usage", "Options") from the
same catalogue, because it asks the process's gettext domain.
"""

import gettext
import os
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"


def N_(text: str) -> str:
    """Mark a text for the catalogue; `_` translates it when it is shown."""
    return text


def language() -> str:
    """`zh` or `en`."""
    for name in ("QUANFU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def use_language() -> None:
    """Must run before a command's module is imported: its help texts are translated then."""
    os.environ["LANGUAGE"] = "zh_Hans" if language() == "zh" else "en"
    gettext.bindtextdomain("django", LOCALES)
    gettext.textdomain("django")


_ = gettext.gettext


def translate_settings(about: str) -> str:
    """The settings are described in the kernel's catalogue."""
    locales = Path(__file__).parents[1] / "core" / "locale"
    return gettext.translation("django", locales, [os.environ.get("LANGUAGE", "en")], fallback=True).gettext(
        about
    )


# click's own words, here so that the catalogue holds them.
CLICK_TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("default: {default}"),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Got unexpected extra argument ({args})"),
    N_("Try '{command} {option}' for help."),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Option {name!r} requires an argument."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("File"),
    N_("Repeat for confirmation"),
    N_("Error: The two entered values do not match."),
)
