"""The sender as people write them, taken apart. No database in here."""

import re

from quanfu.customers.queries.phone import normal_phone

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NUMBER = re.compile(r"(?<![\d*])(?:\+|00)?\d[\d ()（）-]{5,20}\d(?![\d*])")
AROUND = " \t,;，；、:：()（）<>|/"


def read_sender(sender: str) -> tuple[str, str, str]:
    """(name, phone, mail) of a line such as "王建国 138 0000 0001" or "Anna Li <anna@x.example>"."""
    mail = MAIL.search(sender)
    rest = MAIL.sub(" ", sender)
    number = NUMBER.search(rest)
    phone = normal_phone(number[0]) if number else ""
    if number and phone:
        rest = rest.replace(number[0], " ", 1)
    return " ".join(rest.split()).strip(AROUND), phone, mail[0].lower() if mail else ""
