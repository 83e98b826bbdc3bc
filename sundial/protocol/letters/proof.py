"""What our own mail server found out about the sender's domain (RFC 8601): the only proof that mail has.

Anybody can write such a line. So the topmost alone is read, and only where it bears the name of our server, which
takes away what others have written under its name (RFC 8601, section 5).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from sundial.protocol.letters.headers import Head
from sundial.protocol.letters.letter import Address, Proof, Proven

COMMENT = re.compile(r"\([^()]*\)")
DEEPEST = 5
RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)")
PROPERTY = re.compile(r"\b(header|smtp)\.([a-z]+)\s*=\s*\"?([^\s\";]+)")
OF_WHOM = {"dmarc": "from", "dkim": "d", "spf": "mailfrom"}


@dataclass(frozen=True, slots=True)
class Result:
    """One method, what came of it, and for which domain ("" where it does not say)."""

    method: str
    result: str
    domain: str


def proof_of(head: Head, senders: tuple[Address, ...], trusts: str) -> Proof:
    """Say what is proved of the one sender's domain; of none and of several nothing is."""
    value = head.first("authentication-results").lower()
    for _ in range(DEEPEST):
        value = COMMENT.sub(" ", value)
    server, _, rest = value.partition(";")
    if not trusts or server.split()[:1] != [trusts.lower()] or len(senders) != 1:
        return Proof()
    found = tuple(_results(rest))
    says = "; ".join(f"{one.method}={one.result}{f' ({one.domain})' if one.domain else ''}" for one in found)
    return Proof(_proven(found, senders[0].domain), f"{trusts}: {says}"[:300])


def received_at(head: Head, trusts: str) -> datetime | None:
    """Return when our own mail server took the letter, as it says in the topmost line; None where it does not."""
    value = head.first("received")
    if not trusts or not re.search(rf"\bby\s+{re.escape(trusts)}(?=[\s;]|$)", value, re.IGNORECASE):
        return None
    try:
        at = parsedate_to_datetime(value.rpartition(";")[2].strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else None


def _results(rest: str) -> Iterator[Result]:
    for part in rest.split(";")[:20]:
        if found := RESULT.match(part):
            named = {name: value for _, name, value in PROPERTY.findall(part)}
            domain = named.get(OF_WHOM.get(found[1], ""), "").rpartition("@")[2]
            yield Result(found[1], found[2], domain)


def _proven(found: tuple[Result, ...], domain: str) -> Proven:
    """DMARC decides where it was asked; else a signature or a permitted host of the same domain."""
    dmarc = next((one.result for one in found if one.method == "dmarc"), "")
    if dmarc in ("pass", "fail"):
        return Proven.YES if dmarc == "pass" else Proven.FAILED
    passed = [one for one in found if one.result == "pass" and one.method in ("dkim", "spf")]
    if any(_speaks_for(one.domain, domain) for one in passed):
        return Proven.YES
    signed = any(one.method == "dkim" for one in passed)
    refused = any(one.method == "spf" and one.result in ("fail", "hardfail") for one in found)
    return Proven.FAILED if refused and not signed else Proven.NO


def _speaks_for(signer: str, domain: str) -> bool:
    return "." in signer and (domain == signer or domain.endswith("." + signer))
