"""Phone numbers as people write them, made into one form that can be compared. No database in here."""

import re
import unicodedata

from django.utils.translation import gettext as _

from quanfu.core.errors import Refused

MOBILE = re.compile(r"1[3-9]\d{9}")
FREECALL = re.compile(r"[48]00\d{7}")
SEVERAL = re.compile(r"[/,;、|]|或|\bor\b", re.IGNORECASE)
DASHED = re.compile(r"\s*((?:0\d{2,3}-?)?\d{7,11}|\+\d{10,15})-(\d{1,6})\s*")
EXTENSION = re.compile(r"(?:转|分机|ext\.?|extension|x|#)\D{0,3}(\d{1,6})\D*$", re.IGNORECASE)
LONGEST = 15  # digits, by E.164


def normal_phone(raw: str) -> str:
    """Digits only: 13812345678, 01012345678, 4001234567, 12345; foreign ones with their +, extensions after a '-'.

    Full-width digits, spaces, brackets and +86/0086 are understood. Of several numbers the first counts. What cannot
    be dialled (no digits, hidden ones such as 138****5678, too many) is the empty text. Whether the number is in use
    is not known. Idempotent, so that a number from the database may be given again.
    """
    text = SEVERAL.split(unicodedata.normalize("NFKC", raw or "").strip(), maxsplit=1)[0]
    if "*" in text:
        return ""
    extension = ""
    if found := EXTENSION.search(text):
        text, extension = text[: found.start()], found.group(1)
    elif (found := DASHED.fullmatch(text)) and not _is_whole(re.sub(r"\D", "", text)):
        text, extension = found.groups()
    international = text.lstrip("( ").startswith("+")
    digits = re.sub(r"\D", "", text)
    if not digits.isascii():
        digits = "".join(str(unicodedata.digit(d)) for d in digits)
    if not international and digits.startswith("00"):
        international, digits = True, digits[2:]
    number = _chinese(digits[2:]) if international and digits.startswith("86") else ""
    if not number:
        number = f"+{digits}" if international else _domestic(digits)
    if not 3 <= len(number.lstrip("+")) <= LONGEST:
        return ""
    full = f"{number}-{extension}"
    # An extension is kept where the result reads as one again.
    return full if extension and DASHED.fullmatch(full) and not _is_whole(number + extension) else number


def _is_whole(digits: str) -> bool:
    """1381234-5678 and 4001234-567 are one number each, without an extension."""
    return bool(MOBILE.fullmatch(digits) or FREECALL.fullmatch(digits))


def _chinese(digits: str) -> str:
    """The number behind +86, as it is dialled inside the country."""
    if MOBILE.fullmatch(digits.removeprefix("0")):
        return digits.removeprefix("0")
    return digits if digits.startswith("0") or FREECALL.fullmatch(digits) or len(digits) < 7 else f"0{digits}"


def _domestic(digits: str) -> str:
    for prefix in ("86", "0"):
        if digits.startswith(prefix) and MOBILE.fullmatch(digits.removeprefix(prefix)):
            return digits.removeprefix(prefix)
    return digits


def is_mobile(phone: str) -> bool:
    """Whether a normal_phone can get an SMS: a mobile of mainland China, or a foreign number (which we cannot tell)."""
    return bool(MOBILE.fullmatch(phone)) or phone.startswith("+")


def dialable(phone: str) -> str:
    """normal_phone, Refused when something was given that cannot be dialled."""
    number = normal_phone(phone)
    if phone.strip() and not number:
        raise Refused(_("This is not a phone number that can be dialled."), field="phone")
    return number
