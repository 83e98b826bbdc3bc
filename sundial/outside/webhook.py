"""A signed post to an address that somebody gave, after standardwebhooks.com: whoever has the secret can check it."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from sundial.outside.egress import Ask, exchange
from sundial.outside.not_sent import NotNow, Refused

PREFIX = "whsec_"
LATER = frozenset({408, 409, 425, 429})  # refusals that may be none the next time


@dataclass(frozen=True, slots=True)
class Hook:
    """One post; `key` names it for ever, so that its reader knows a double; `at` (UTC) is when this attempt is made."""

    key: str
    at: datetime
    address: str = field(repr=False)
    secret: str = field(repr=False)
    says: Mapping[str, Any]

    @property
    def body(self) -> str:
        """What is posted."""
        return json.dumps(self.says, separators=(",", ":"), ensure_ascii=False)


def new_secret() -> str:
    """Make the secret of a webhook: 32 random bytes, as the specification writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def send(hook: Hook) -> None:
    """Post it; there it is when this returns. Raises NotNow (Unknown if it may have arrived) and Refused."""
    headers = {
        "Content-Type": "application/json",
        "webhook-id": hook.key,
        "webhook-timestamp": str(int(hook.at.timestamp())),
        "webhook-signature": Webhook(hook.secret).sign(hook.key, hook.at.astimezone(UTC), hook.body),
    }
    judge(exchange(Ask("POST", hook.address, hook.body.encode(), headers)).status)


def judge(status: int) -> None:
    """Say what the status of an answer means. Raises NotNow where the next may be another, and Refused elsewhere."""
    if 200 <= status < 300:
        return
    words = f"it answered {status}"
    if status >= 500 or status in LATER:
        raise NotNow(words)
    raise Refused(f"{words}, which sends us elsewhere" if 300 <= status < 400 else words)
