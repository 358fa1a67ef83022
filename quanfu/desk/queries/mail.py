"""The mails of a request as its page shows them. For pages that have already authorised the request."""

import base64
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quanfu.channels.queries.mailbox import mail_of_request, mails_of_request
from quanfu.core.errors import Http404
from quanfu.core.files import SHOWN, open_file

if TYPE_CHECKING:
    from quanfu.channels.models import Incoming
    from quanfu.core.models import StoredFile
    from quanfu.desk.models import Request

_REMOTE = re.compile(r'(<img\b[^>]*?)\sdata-remote="([^"]*)"', re.I)
_PART = re.compile(r'(<img\b[^>]*?)\sdata-cid="([^"]*)"', re.I)
LARGEST_PICTURE, MOST_BYTES = 2_000_000, 8_000_000


@dataclass(frozen=True)
class Shown:
    """One mail. ``rest``: what it has beside its new words (quotes, signatures); ``has_remote``: pictures elsewhere."""

    mail: "Incoming"
    words: str
    rest: str
    has_html: bool
    has_remote: bool


def shown_mails(request: "Request") -> list[Shown]:
    """Oldest first, at most 50."""
    return [
        Shown(
            each, each.words, each.text if each.reply_text and each.reply_text.strip() != each.text.strip() else "",
            bool(each.html), "data-remote=" in each.html,
        )
        for each in mails_of_request(request.company_id, request.number)
    ]  # fmt: skip


def mail_page(request: "Request", pk: int, *, with_remote: bool) -> str:
    """The cleaned HTML of one mail of the request, alone in a page, its own pictures in it. ``with_remote``: pictures
    that lie elsewhere are loaded too, which tells their owner that somebody reads the mail. Http404 for another's mail."""
    mail = mail_of_request(request.company_id, request.number, pk)
    if mail is None:
        raise Http404("mail")
    body = _PART.sub(_pictures_of(mail), mail.html)
    if with_remote:
        body = _REMOTE.sub(r'\1 referrerpolicy="no-referrer" src="\2"', body)
    return body


def _pictures_of(mail: "Incoming") -> "_Pictures":
    stored = {file.sha256: file for file in mail.files.all() if file.type in SHOWN}
    parts = mail.facts.get("parts", {}).items()
    return _Pictures({name: stored[digest] for name, digest in parts if digest in stored})


class _Pictures:
    """Puts the mail's own pictures in place of their names, until there are too many bytes."""

    def __init__(self, files: dict[str, "StoredFile"]) -> None:
        self.files, self.left = files, MOST_BYTES

    def __call__(self, found: re.Match[str]) -> str:
        file = self.files.get(html.unescape(found[2]))
        if file is None or file.size > min(LARGEST_PICTURE, self.left):
            return found[1]
        self.left -= file.size
        with open_file(file) as opened:
            data = base64.b64encode(opened.read()).decode()
        return f'{found[1]} src="data:{file.type};base64,{data}"'
