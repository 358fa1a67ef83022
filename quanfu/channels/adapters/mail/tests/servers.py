"""Real mail servers for tests, each on a free port of this machine with a folder of its own: Dovecot (IMAP), pymap (IMAP),
Postfix (SMTP, delivering on), aiosmtpd (SMTP, keeping what it gets)."""

import os
import pwd
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

SECONDS = 20
DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PYMAP = Path(sys.executable).with_name("pymap")
needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason="no Dovecot here: apt install dovecot-imapd")
needs_pymap = pytest.mark.skipif(not PYMAP.exists(), reason="pymap is not installed: uv sync")

DOVECOT_CONF = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
default_internal_user = {inner}
default_internal_group = {inner_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mailbox_idle_check_interval = 1 secs
passdb {{
  driver = static
  args = password=secret-1
}}
{oauth}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


OAUTH_CONF = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth.conf
}}
"""


@dataclass
class ImapServer:
    port: int
    tls_port: int
    folder: Path
    password: str = "secret-1"

    def maildir(self, user: str) -> Path:
        return self.folder / "mail" / user


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path | None = None) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise AssertionError(f"no server on {port}: {log.read_text() if log and log.exists() else ''}")


@contextmanager
def running_dovecot(folder: Path, oauth: str = "") -> Iterator[ImapServer]:
    """Dovecot with a Maildir for every user who comes with the password secret-1; ``oauth``: or with a token that the
    provider at this address knows."""
    make_certificate(folder)
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    inner, login = ("dovecot", "dovenull") if root else (owner.pw_name, owner.pw_name)
    for name in ("mail", "run", "state"):
        (folder / name).mkdir()
    if root:
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
        for each in [folder, *list(folder.parents)[:3]]:
            each.chmod(each.stat().st_mode | 0o055)
    server = ImapServer(free_port(), free_port(), folder)
    import grp

    group = "dovecot" if root else grp.getgrgid(owner.pw_gid).gr_name
    extra = OAUTH_CONF.format(folder=folder) if oauth else ""
    (folder / "oauth.conf").write_text(
        f"introspection_mode = auth\nintrospection_url = {oauth}/info\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n"
    )
    conf = folder / "dovecot.conf"
    conf.write_text(DOVECOT_CONF.format(
        folder=folder, ssl="yes", inner=inner, inner_group=group, login=login, uid=owner.pw_uid, gid=owner.pw_gid,
        port=server.port, tls_port=server.tls_port, oauth=extra, mechanisms=" xoauth2 oauthbearer" if oauth else "",
    ))  # fmt: skip
    process = subprocess.Popen([str(DOVECOT), "-F", "-c", str(conf)], stderr=(folder / "err").open("wb"))
    try:
        wait_for(server.port, process, folder / "err")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)


@contextmanager
def grudging(server: ImapServer, answer: bytes) -> Iterator[tuple[ImapServer, set[bytes]]]:
    """A way to the server on which it hands over all mails but those with these numbers (UIDs): for them ``answer`` comes."""
    kept_back: set[bytes] = set()

    class Between(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", server.port)) as behind:
                back = threading.Thread(target=self.pass_back, args=[behind], daemon=True)
                back.start()
                for line in self.rfile:
                    asked = re.match(rb"(\S+) UID FETCH (\d+) \(BODY", line)
                    if asked and asked[2] in kept_back:
                        self.wfile.write(asked[1] + b" " + answer + b"\r\n")
                    else:
                        behind.sendall(line)
                behind.shutdown(socket.SHUT_RDWR)
                back.join(5)

        def pass_back(self, behind: socket.socket) -> None:
            with suppress(OSError):
                while piece := behind.recv(65536):
                    self.wfile.write(piece)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Between) as between:
        threading.Thread(target=between.serve_forever, daemon=True).start()
        yield replace(server, port=between.server_address[1]), kept_back
        between.shutdown()


@contextmanager
def running_pymap() -> Iterator[ImapServer]:
    """pymap with its account in memory: demouser, demopass."""
    port = free_port()
    process = subprocess.Popen(
        [str(PYMAP), "--host", "127.0.0.1", "--port", str(port), "--no-tls", "--no-service", "admin", "dict", "--demo-data"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield ImapServer(port, 0, Path(), "demopass")
    finally:
        process.terminate()
        process.wait(SECONDS)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself: cert.pem and key.pem."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return cert_file, key_file


POSTFIX = shutil.which("postfix", path="/usr/sbin:/usr/bin:/usr/local/sbin")
needs_postfix = pytest.mark.skipif(
    POSTFIX is None or os.geteuid() != 0,
    reason="no Postfix here, or not root, which Postfix needs: apt install postfix",
)
MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.a.example
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = a.example
virtual_transport = smtp:[127.0.0.1]:{port}
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 2s
recipient_delimiter = +
alias_maps =
local_recipient_maps =
"""
MASTER_CF = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 2 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    port: int
    folder: Path

    def log(self) -> str:
        path = self.folder / "maillog"
        return path.read_text() if path.exists() else ""


@contextmanager
def running_postfix(folder: Path, *, deliver_to: int) -> Iterator[Postfix]:
    """Postfix that takes mails for a.example and delivers them by SMTP to a port of this machine."""
    for each in [folder, *list(folder.parents)[:3]]:
        each.chmod(each.stat().st_mode | 0o055)
    for name in ("queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    (folder / "data").chmod(0o700)
    server = Postfix(free_port(), folder)
    (folder / "main.cf").write_text(MAIN_CF.format(folder=folder, port=deliver_to))
    (folder / "master.cf").write_text(MASTER_CF.format(port=f"127.0.0.1:{server.port}"))
    started = subprocess.run(
        [str(POSTFIX), "-c", str(folder), "start"], capture_output=True, text=True, check=False
    )
    try:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", server.port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError(f"no Postfix: {started.stderr} {server.log()}")
        yield server
    finally:
        subprocess.run([str(POSTFIX), "-c", str(folder), "stop"], capture_output=True, check=False)
