"""Why nobody could be reached, in a few words of the reader's language."""

import socket
import ssl

from django.utils.translation import gettext as _


def reason_of(problem: BaseException) -> str:
    """What lies at the bottom of a failed call: the name, a refusal, the time, the encryption. Errors of ours say their own
    words; of others the kind stands before them, where they are not for people."""
    if type(problem).__module__.startswith("quanfu."):
        return str(problem) or type(problem).__name__
    for each in _chain(problem):
        if isinstance(each, socket.gaierror):
            return _("its name is not known")
        if isinstance(each, ssl.SSLCertVerificationError):
            return _("its certificate cannot be believed")
        if isinstance(each, ssl.SSLError):
            return _("no encryption was agreed on")
        if isinstance(each, ConnectionRefusedError):
            return _("it refuses the connection")
        if isinstance(each, TimeoutError) or "Timeout" in type(each).__name__:
            return _("it takes too long")
    if type(problem).__module__.startswith(
        "requests"
    ):  # its words hold the whole address, with what is secret in it
        return type(problem).__name__
    if isinstance(problem, OSError) and str(problem):
        return problem.strerror or str(problem)
    return f"{type(problem).__name__}: {problem}"


def _chain(problem: BaseException) -> list[BaseException]:
    """The error, and what it came of."""
    found: list[BaseException] = []
    now: BaseException | None = problem
    while now is not None and now not in found:
        found.append(now)
        now = now.__cause__ or now.__context__
    return found
