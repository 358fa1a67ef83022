"""Small mails for the tests of reading."""

from quanfu.channels.reading.mail import Mail
from quanfu.channels.reading.parse import parse_mail

HEAD = "From: =?utf-8?B?546L5aSn5piO?= <wang@example.cn>\r\nTo: kefu@quanfu.example\r\nSubject: {subject}\r\n"


def letter(text: str = "您好", *, subject: str = "hello", more: str = "", kind: str = "text/plain") -> bytes:
    """A mail in UTF-8 with these further headers (each line ends in CRLF)."""
    head = HEAD.format(subject=subject) + more
    return f"{head}Content-Type: {kind}; charset=utf-8\r\n\r\n{text}".encode()


def read(text: str = "您好", **rest: str) -> Mail:
    return parse_mail(letter(text, **rest))


def parts(*inner: str, kind: str = "multipart/mixed", subject: str = "hello", more: str = "") -> bytes:
    """A mail of parts; each is its headers, an empty line and its body."""
    body = "".join(f"--=b=\r\n{part}\r\n" for part in inner)
    return (
        HEAD.format(subject=subject) + more + f'Content-Type: {kind}; boundary="=b="\r\n\r\n{body}--=b=--\r\n'
    ).encode()
