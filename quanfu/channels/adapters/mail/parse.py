"""Reading a mail: the door to `quanfu.channels.reading`, which is pure and knows neither Django nor other adapters."""

from quanfu.channels.reading.mail import Address, File, Kind, Mail
from quanfu.channels.reading.parse import parse_mail, split_subject

__all__ = ["Address", "File", "Kind", "Mail", "parse_mail", "split_subject"]
