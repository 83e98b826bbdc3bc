"""What documents have learnt to say since the first revisions were kept, and what one that does not say it means.

A revision that was kept before such a key existed is read as if it said this. A document that says no more than this is
written without it: the digest, by which histories name a revision, stays what it was (O12.1).
"""

from collections.abc import Mapping
from typing import Any

PARTS: Mapping[str, Any] = {
    "complexities": {},
    "skills": {},
    "requests": {"within": "1 business day"},
    "alerts": {
        "acknowledged_within": "15 minutes",
        "urgent_acknowledged_within": "5 minutes",
        "mine_for": "2 hours",
    },
    "statuses": {},
    "questions": [],
}
KEYS: Mapping[str, Mapping[str, Any]] = {  # of parts that were always there
    "readings": {
        "plan_change": "as-severity",
        "notice_each": "per-determination",
        "released": "customers-word-resumes",
        "agreement_ends": "severity-or-phase",
        "agreeable": ["diagnosis-update", "fix-release"],
        "acceptance_slips": "beyond-accepted",
        "merging": "earlier-holds",
        "splitting": "counts-from-opening",
        "moved_revision": "from-own-start",
        "follow_the_sun": "elapsed-promises",
        "next_in_line": "as-the-promise",
        "office_hours": "shown",
    },
    "ladder": {"comfort": {"asked_after": "1 business day", "reminded_after": "1 business day"}},
    "warn": {
        "resource-answer": {"elapsed": "30 minutes", "business": "30 business minutes", "days": "2 business hours"},
        "handover": {"elapsed": "10 minutes", "business": "10 business minutes", "days": "1 business hour"},
        "escalation-answer": {"elapsed": "30 minutes", "business": "30 business minutes", "days": "2 business hours"},
    },
}
EACH: Mapping[str, Mapping[str, Any]] = {  # of each part under a key; read so unsaid
    "complexities": {"skill": None},
    "phones": {"number": None},
    "regions": {"holiday_subdivision": None, "holidays_until": None, "closures": {}, "refused": {}, "offices": {}},
}


def filled(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as it was written, with what it does not say yet; nothing that it does say is touched."""
    parts = {part: (written.get(part), keys) for part, keys in KEYS.items()}
    more = {
        part: {**found, **_unsaid(found, keys)} for part, (found, keys) in parts.items() if isinstance(found, Mapping)
    }
    return {**PARTS, **written, **more}


def _unsaid(found: Mapping[str, Any], meant: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meant.items() if key not in found}


def spared(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole document without what it would mean without saying it: what `filled` gives back."""
    said = {part: found for part, found in written.items() if part not in PARTS or found != PARTS[part]}
    more = {part: _unlike(said[part], keys) for part, keys in KEYS.items()}
    each = {part: {key: _unlike(one, keys) for key, one in said.get(part, {}).items()} for part, keys in EACH.items()}
    return said | more | {part: found for part, found in each.items() if part in said}


def _unlike(found: Mapping[str, Any], meant: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in meant or value != meant[key]}
