"""Whether a webhook was signed by who shares a secret with us (Standard Webhooks): `id.timestamp.body`, HMAC-SHA256."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=5)
PREFIX, VERSION = "whsec_", "v1"
ID = re.compile(r"[A-Za-z0-9._:@-]{1,200}")


class Signing:
    """A body that is hashed while it comes in; afterwards it is asked whether a signature fits."""

    def __init__(self, secrets: Sequence[bytes], named: str, stamp: str) -> None:
        begin = f"{named}.{stamp}.".encode()
        self._hashes = [hmac.new(secret, begin, hashlib.sha256) for secret in secrets]

    def update(self, piece: bytes) -> None:
        """Take in the next piece of the body."""
        for one in self._hashes:
            one.update(piece)

    def fits(self, header: str) -> bool:
        """Say whether one of the signatures is of one of the secrets; each is compared in constant time."""
        signatures = [one.partition(",")[2] for one in header.split()[:10] if one.startswith(f"{VERSION},")]
        wanted = [base64.b64encode(one.digest()) for one in self._hashes]
        found = [hmac.compare_digest(one.encode(), want) for one in signatures for want in wanted]
        return any(found)


def is_named_in_time(named: str, stamp: str, now: datetime) -> bool:
    """Say whether a webhook has an id that can be kept, and was sent at most five minutes ago or ahead."""
    if not ID.fullmatch(named) or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    try:
        return abs(now - datetime.fromtimestamp(int(stamp), UTC)) <= TOLERANCE
    except (ValueError, OverflowError, OSError):
        return False


def secrets_of(written: Iterable[str]) -> tuple[bytes, ...]:
    """Read secrets in base64, with or without `whsec_`. Raises ValueError for less than 24 bytes."""
    found = []
    for one in written:
        try:
            secret = base64.b64decode(one.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            raise ValueError("a secret of a webhook is base64, with or without whsec_ before it") from None
        if len(secret) < 24:
            raise ValueError("a secret of a webhook has at least 24 bytes")
        found.append(secret)
    return tuple(found)
