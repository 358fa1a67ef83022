"""To which request a mail belongs, by what only our own mails carry: a signed token.

A token names one request of one company and is signed with the key of the installation. It stands in the plus-address
of Reply-To (``service+TOKEN@…``) and in our Message-IDs (``<TOKEN.random@…>``), so that it comes back in To, In-Reply-To
or References. A number in the subject opens nothing: numbers can be guessed.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from email.utils import parseaddr

from django.utils.crypto import constant_time_compare, salted_hmac

MAC_LENGTH = 16  # base32 signs: 80 bits
LONGEST_ID = 120
LOCAL_PART = 64  # what RFC 5321 allows before the @
_TOKEN = re.compile(r"(?<![a-z2-7])q([a-z2-7]{8,80})(?![a-z2-7])")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")


def token_of(company_id: int, number: str) -> str:
    """The token of a request: lower-case letters and digits only, so that every mail server lets it through."""
    return f"q{_mac(company_id, number)}{_base32(number.encode())}"


def number_of(company_id: int, token: str) -> str:
    """The request that a token names; "" when it is none of ours, of another company, or changed on the way."""
    body = token.lower().removeprefix("q")
    mac, packed = body[:MAC_LENGTH], body[MAC_LENGTH:]
    try:
        number = base64.b32decode(packed.upper() + "=" * (-len(packed) % 8)).decode()
    except ValueError:
        return ""
    return number if number and constant_time_compare(mac, _mac(company_id, number)) else ""


def reply_address(address: str, company_id: int, number: str) -> str:
    """``address`` with the token as its plus part; ``address`` itself where that would be too long for mail servers."""
    local, _at, domain = address.rpartition("@")
    tagged = f"{local.partition('+')[0]}+{token_of(company_id, number)}"
    return f"{tagged}@{domain}" if local and number and len(tagged) <= LOCAL_PART else address


def new_message_id(sender: str, company_id: int, number: str) -> str:
    """A Message-ID nobody can guess; with the request's token in it where the mail is about one. At most 120 letters."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    own = f"{secrets.token_hex(8)}@{domain}>"
    named = f"<{token_of(company_id, number)}.{own}" if number else ""
    return named if named and len(named) <= LONGEST_ID else f"<{secrets.token_hex(8)}{own}"[:LONGEST_ID]


def root_id(sender: str, company_id: int, number: str) -> str:
    """The Message-ID all mails about a request refer to, so that the customer's mail program keeps them in one thread."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{token_of(company_id, number)}.thread@{domain}>"


def find_number(company_id: int, places: Iterable[str]) -> str:
    """The request named by the first valid token in ``places``: recipients first, then In-Reply-To, then References."""
    for place in places:
        for found in _TOKEN.finditer(place[:20_000].lower()):
            if number := number_of(company_id, found.group()):
                return number
    return ""


def message_ids(header: str) -> list[str]:
    """The Message-IDs in a header, the last (nearest) first; at most 50."""
    return [f"<{found}>" for found in _MESSAGE_ID.findall(header[-20_000:])][::-1][:50]


def fingerprint(raw: bytes) -> str:
    """The hash by which a mail without Message-ID is known again."""
    return hashlib.sha256(raw).hexdigest()


def _mac(company_id: int, number: str) -> str:
    digest = salted_hmac("quanfu.channels.mail.thread", f"{company_id} {number}", algorithm="sha256").digest()
    return _base32(digest[:10])


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
