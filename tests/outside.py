"""The world outside, on this machine: a mail server, a browser's push service, and a host that never answers."""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import http.server
import json
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import http_ece
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as tried:
        tried.bind((LOOPBACK, 0))
        return int(tried.getsockname()[1])


class MailServer:
    """Takes mail, or refuses it; keeps what it took, raw and read."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.raw: list[bytes] = []
        self.controller = Controller(self, hostname=LOOPBACK, port=free_port())

    @property
    def url(self) -> str:
        """An Apprise address of the house's own mail server."""
        return f"mailto://{LOOPBACK}:{self.controller.port}?from=varsel@nav.example"

    @property
    def letters(self) -> list[tuple[str, str, str]]:
        """Receiver, subject and text of each mail."""
        read = [email.message_from_bytes(each, policy=email.policy.default) for each in self.raw]
        return [
            (str(each["To"]), str(each["Subject"]), body.get_content())
            for each in read
            if (body := each.get_body(("plain", "html"))) is not None
        ]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return "451 try again later"
        self.raw.append(envelope.content)
        return "250 OK"


@contextlib.contextmanager
def mail_server(*, refuses: bool = False) -> Iterator[MailServer]:
    """A mail server that runs for as long as the test needs it."""
    server = MailServer(refuses=refuses)
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()


class PushService:
    """A browser's push service, and the browser: it can read what was encrypted for it."""

    def __init__(self, status: int) -> None:
        self.status, self.raw = status, list[bytes]()
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        service = self

        class Answering(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.raw.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(service.status)
                self.send_header("Location", "http://elsewhere.example/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Says nothing."""

        self.server = http.server.ThreadingHTTPServer((LOOPBACK, 0), Answering)

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.server.server_address[1]}"

    @property
    def subscription(self) -> dict[str, Any]:
        return subscription(f"{self.origin}/ola", self.key, self.auth)

    @property
    def shown(self) -> list[dict[str, str]]:
        """What the browser's service worker is given, once decrypted."""
        read = [http_ece.decrypt(each, private_key=self.key, auth_secret=self.auth) for each in self.raw]
        return [json.loads(each) for each in read]


def subscription(endpoint: str, key: Any = None, auth: bytes = b"0123456789abcdef") -> dict[str, Any]:
    """A subscription as a browser makes it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    shape = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    parts = {"p256dh": key.public_key().public_bytes(*shape), "auth": auth}
    keys = {name: base64.urlsafe_b64encode(part).rstrip(b"=").decode() for name, part in parts.items()}
    return {"endpoint": endpoint, "expirationTime": None, "keys": keys}


@contextlib.contextmanager
def push_service(status: int = 201) -> Iterator[PushService]:
    """A push service that answers with this status."""
    service = PushService(status)
    thread = threading.Thread(target=service.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        service.server.server_close()
        thread.join(5)


@contextlib.contextmanager
def silent_host() -> Iterator[str]:
    """host:port of somebody who lets one connect, and never says a word."""
    with socket.socket() as listening:
        listening.bind((LOOPBACK, 0))
        listening.listen(50)
        yield f"{LOOPBACK}:{listening.getsockname()[1]}"
