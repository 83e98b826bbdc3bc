"""A token that opens a mailbox for an hour (RFC 6749): asked of its provider when it is needed, kept until it ends.

Nobody is sent to a page: the desk asks as itself (section 4.4), or by a refresh token that a person once gave it
(section 6). Both go out by the one guarded door (`egress.py`).
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from sundial.outside.egress import Ask, Rules, exchange
from sundial.outside.not_sent import NotSent

EARLY = 60.0  # seconds before its end at which a token is asked for anew
UNSAID = 300.0  # seconds that one lives of which nothing is said
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class NotGranted(Exception):
    """There is no token now; the text says why, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Grant:
    """By what a token is asked for at `endpoint`: the client's own secret, or with it a `refresh` token."""

    endpoint: str
    client: str
    secret: str = field(repr=False)
    scope: str = ""
    refresh: str = field(default="", repr=False)

    @classmethod
    def of_query(cls, query: Mapping[str, str]) -> "Grant | None":
        """Read token, client, secret, scope, refresh of an address; None without `token`. Raises ValueError."""
        endpoint = query.get("token", "")
        if not endpoint:
            return None
        if urlsplit(endpoint).scheme not in ("http", "https") or not query.get("client"):
            raise ValueError("with token=https://... name the client=... that asks there, and its secret=...")
        wanted = {name: query.get(name, "") for name in ("client", "secret", "scope", "refresh")}
        return cls(endpoint, **wanted)


@dataclass(slots=True)
class Granted:
    """What a provider gave: the token, until when by this machine's monotonic clock, and what to ask with next."""

    token: str = ""
    until: float = 0.0
    refresh: str = ""


class Tokens:
    """The tokens of this process. A provider that changes its refresh tokens has the newest one asked with."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules
        self._granted: dict[Grant, Granted] = {}

    def of(self, grant: Grant) -> str:
        """Return the token that is good now; raises NotGranted."""
        kept = self._granted.setdefault(grant, Granted(refresh=grant.refresh))
        if kept.until <= time.monotonic():
            self._granted[grant] = kept = self._asked(grant, kept.refresh)
        return kept.token

    def forget(self, grant: Grant) -> None:
        """Ask for another the next time: this one was not taken."""
        if grant in self._granted:
            self._granted[grant].until = 0.0

    def _asked(self, grant: Grant, refresh: str) -> Granted:
        asked_at = time.monotonic()
        try:
            answer = exchange(Ask("POST", grant.endpoint, _form(grant, refresh), FORM), self._rules)
            said = json.loads(answer.body)
        except NotSent as problem:
            raise NotGranted(f"no token: {problem}") from problem
        except (ValueError, RecursionError) as problem:
            raise NotGranted("no token: what gives them answers something else") from problem
        if not isinstance(said, dict) or not (token := str(said.get("access_token") or "")):
            raise NotGranted(f"no token: {_why(said, {grant.secret, grant.refresh, refresh})}")
        return Granted(token, asked_at + _seconds(said) - EARLY, str(said.get("refresh_token") or refresh))


def _form(grant: Grant, refresh: str) -> bytes:
    by = {"grant_type": "refresh_token", "refresh_token": refresh} if refresh else {"grant_type": "client_credentials"}
    who = {"client_id": grant.client, "client_secret": grant.secret, "scope": grant.scope}
    return urlencode({**by, **{name: value for name, value in who.items() if value}}).encode()


def _seconds(said: Mapping[str, Any]) -> float:
    try:
        return float(said.get("expires_in") or UNSAID)
    except (TypeError, ValueError, OverflowError):
        return UNSAID


def _why(said: Any, secrets: set[str]) -> str:
    """Say what the provider said, on one line, without a secret that it repeats."""
    found = said if isinstance(said, dict) else {}
    words = " ".join(f"{found.get('error', 'no reason given')}: {found.get('error_description', '')}".split())
    for secret in filter(None, secrets):
        words = words.replace(secret, "***")
    return words.rstrip(": ")[:160]
