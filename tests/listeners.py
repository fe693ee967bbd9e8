"""Those who are told: a webhook and a mail server on this machine, which keep what they hear."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Listener:
    """What was heard, and whether to accept more."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.mails: list[Message] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.status = 200
        self.environment: dict[str, str] = {}

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Keep a mail."""
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@contextmanager
def webhook() -> Iterator[Listener]:
    """Listen for JSON posts; ``environment`` has what a build needs to reach it."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if listener.status == 200:
                assert self.headers["Content-Type"] == "application/json"
                listener.heard.append(json.loads(body))
            self.send_response(listener.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    listener.environment = {
        "CHIPRACE_WEBHOOK": f"http://127.0.0.1:{server.server_port}/services/hush-hook"
    }
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def mailbox() -> Iterator[Listener]:
    """Listen for mails of those who log in."""
    listener = Listener()

    def authenticate(server, session, envelope, mechanism, data):
        listener.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"hush-mail", handled=False)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(
        listener,
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
    )
    controller.start()
    listener.environment = {
        "CHIPRACE_SMTP_HOST": "127.0.0.1",
        "CHIPRACE_SMTP_PORT": str(port),
        "CHIPRACE_SMTP_SECURITY": "none",
        "CHIPRACE_SMTP_USER": "reporter",
        "CHIPRACE_SMTP_PASSWORD": "hush-mail",
        "CHIPRACE_MAIL_FROM": "report@example.org",
        "CHIPRACE_MAIL_TO": "reader@example.org",
    }
    try:
        yield listener
    finally:
        controller.stop()
