"""What was odd about something that came in, in words. Adapters of conversations warn in words already; the reading of
mails warns by codes, as its library knows no language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_  # noqa: N812

WORDS = {
    "boundary-guessed": N_("Its parts were not separated as announced; the separation was guessed."),
    "boundary-missing": N_("Its parts are not separated, so it was read as one."),
    "boundary-not-closed": N_("It ends in the middle of a part."),
    "cannot-be-read": N_("It could not be read."),
    "charset": N_("Its letters were not encoded as announced: %s"),
    "date-missing": N_("It has no date."),
    "date-unreadable": N_("Its date cannot be read: %s"),
    "encrypted": N_("It is encrypted; only its recipient can read it."),
    "header-doubled": N_("A line of its head stands there more than once: %s"),
    "headers-cut": N_("Its head is longer than any real one; the end was left out."),
    "html-as-text": N_("It is formatted though it says that it is plain text."),
    "letters-lost": N_("Some of its letters could not be read."),
    "no-headers": N_("It has no head, so neither sender nor subject is known."),
    "not-a-mail": N_("This is no mail."),
    "nul": N_("It holds zero bytes, which were left out."),
    "sender-forged": N_("Our own mail server says that the sender is forged."),
    "sender-from": N_("The sender stands in another line than usual: %s"),
    "sender-is-staff": N_("It claims to come from one of us, but came from outside."),
    "sender-missing": N_("It has no sender."),
    "signed-opaque": N_("It is packed into its signature and cannot be shown."),
    "tnef-broken": N_("Its winmail.dat is broken."),
    "too-big": N_("It is too large to be read."),
    "too-many-files": N_("It has more files than are kept; the raw form has all."),
    "too-many-parts": N_("It has more parts than are read; the raw form has all."),
    "transfer-encoding-wrong": N_("Its bytes were not packed as announced: %s"),
    "type-unreadable": N_("What kind of content it has cannot be read."),
}


def worded(warning: str) -> str:
    """The warning as a sentence in the reader's language; one that is a sentence already comes back as it is."""
    code, _blank, about = warning.partition(" ")
    if code not in WORDS:
        return warning
    text = gettext(WORDS[code])
    return text % (about or "—") if "%s" in text else text


def in_words(warnings: list[str], error: str = "") -> tuple[str, list[str]]:
    """(what went wrong, the further warnings): each once. Only its codes stand in ``error`` of a mail in quarantine."""
    parts = error.split("; ") if error else []
    wrong = list(dict.fromkeys(worded(part) for part in parts))
    return " ".join(wrong), [text for text in dict.fromkeys(map(worded, warnings)) if text not in wrong]
