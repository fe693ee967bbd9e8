"""How news is told: a webhook or a mail, with every secret from the environment and no other place.

A variable is taken out of the environment as it is read, so that no notebook inherits it.
"""

import json
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from chiprace.errors import NotifyError, ParameterError

LIMIT_S = 30
_WEBHOOK = "CHIPRACE_WEBHOOK"
_MAIL = tuple(f"CHIPRACE_{name}" for name in ("SMTP_HOST", "MAIL_FROM", "MAIL_TO"))
_MAIL_OPTIONAL = {
    "CHIPRACE_SMTP_PORT": "587",
    "CHIPRACE_SMTP_SECURITY": "starttls",
    "CHIPRACE_SMTP_USER": "",
    "CHIPRACE_SMTP_PASSWORD": "",
}
_SECURITIES = ("starttls", "tls", "none")


class Channel(Protocol):
    """A way to reach somebody."""

    def send(self, title: str, text: str, details: dict[str, Any]) -> None:
        """Send a message; raise `NotifyError` if it is not accepted."""


@dataclass(frozen=True)
class Webhook:
    """A JSON POST: ``title``, ``text`` (what chat services show) and the details."""

    url: str = field(repr=False)

    def send(self, title: str, text: str, details: dict[str, Any]) -> None:
        """Post a message."""
        # Here and below: most builds tell nobody, and wait for nothing that is not needed.
        import urllib.error
        import urllib.request

        body = json.dumps({"title": title, "text": f"{title}\n{text}", **details})
        request = urllib.request.Request(
            self.url, body.encode(), {"Content-Type": "application/json"}, method="POST"
        )
        # No error of the library is passed on with its text, which may hold the address.
        try:
            with urllib.request.urlopen(request, timeout=LIMIT_S):
                return
        except urllib.error.HTTPError as error:
            reason = f"answered {error.code}"
        except OSError as error:
            reason = f"could not be reached ({type(error).__name__})"
        raise NotifyError(f"The webhook of {_WEBHOOK} {reason}. Look at its address.")


@dataclass(frozen=True)
class Mail:
    """A mail through an SMTP server."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    to: str

    def send(self, title: str, text: str, details: dict[str, Any]) -> None:
        """Send a mail; the details stand in its text."""
        import smtplib
        from email.message import EmailMessage

        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, self.to, title
        message.set_content(text)
        connect = smtplib.SMTP_SSL if self.security == "tls" else smtplib.SMTP
        try:
            with connect(self.host, self.port, timeout=LIMIT_S) as server:
                if self.security == "starttls":
                    server.starttls()
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            code = getattr(error, "smtp_code", "")
            raise NotifyError(
                f"The mail server {self.host}:{self.port} did not take the mail "
                f"({type(error).__name__}{code and f' {code}'}). Look at the CHIPRACE_SMTP_… "
                "variables."
            ) from None


def open_channels(
    names: Iterable[str], environment: MutableMapping[str, str]
) -> tuple[Channel, ...]:
    """Open channels by name, and take all that is secret out of the environment.

    Parameters
    ----------
    names : iterable of str
        ``webhook``, ``mail``.
    environment : mutable mapping of str to str
        Where the secrets are; ``os.environ``.

    Returns
    -------
    tuple of Channel
        One for each name.

    Raises
    ------
    ParameterError
        If a variable is missing or wrong; its name is said, never what it holds.
    """
    given = {
        name: environment.pop(name, "").strip() for name in (_WEBHOOK, *_MAIL, *_MAIL_OPTIONAL)
    }
    opened = {"webhook": _open_webhook, "mail": _open_mail}
    return tuple(opened[name](given) for name in dict.fromkeys(names))


def _open_webhook(given: dict[str, str]) -> Channel:
    _require("webhook", given, (_WEBHOOK,))
    if urlsplit(given[_WEBHOOK]).scheme not in ("https", "http"):
        raise ParameterError(f"{_WEBHOOK} is no address that starts with https://.")
    return Webhook(given[_WEBHOOK])


def _open_mail(given: dict[str, str]) -> Channel:
    _require("mail", given, _MAIL)
    port, security, user, password = (
        given[name] or _MAIL_OPTIONAL[name] for name in _MAIL_OPTIONAL
    )
    if not port.isdecimal():
        raise ParameterError("CHIPRACE_SMTP_PORT is no number.")
    if security not in _SECURITIES:
        raise ParameterError(f"CHIPRACE_SMTP_SECURITY is none of {', '.join(_SECURITIES)}.")
    host, sender, to = (given[name] for name in _MAIL)
    return Mail(host, int(port), security, user, password, sender, to)


def _require(channel: str, given: dict[str, str], names: tuple[str, ...]) -> None:
    lacking = [name for name in names if not given[name]]
    if lacking:
        raise ParameterError(
            f"--notify {channel} needs {', '.join(lacking)} in the environment. "
            "Set it where the schedule keeps its secrets, never on a command line."
        )
