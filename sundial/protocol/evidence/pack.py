"""The file: what is kept, and beside it what follows from that, so that a person can read it and a program check it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sundial.protocol.case import CaseState, Offer
from sundial.protocol.clock_json import clock_json
from sundial.protocol.document import from_json
from sundial.protocol.evidence.kept import Kept, Said
from sundial.protocol.evidence.summary import summary
from sundial.protocol.facts import Waived
from sundial.protocol.facts_json import encode, instant_text
from sundial.protocol.ladder import Escalation
from sundial.protocol.sla import fold, terms_of

FORMAT = "sundial evidence 1"


def pack(kept: Kept) -> dict[str, Any]:
    """Return the pack of a case, its summary first and its digest last; the same case gives the same pack.

    Raises HistoryError or DocumentError where what is kept cannot be read.
    """
    protocols = {digest: from_json(document) for digest, document in kept.documents.items()}
    terms = terms_of(kept.history, protocols)
    clocks, state = fold(kept.history, terms)
    content = {
        "format": FORMAT,
        "summary": summary(kept, clocks, state, terms),
        "made_with": dict(kept.edition),
        "case": dict(kept.case),
        "state": state_json(state),
        "head": {"fact": kept.facts[-1].fact.seq, "hash": kept.facts[-1].hash},
        "clocks": [clock_json(clock, terms) for clock in clocks],
        "waivers": [waiver for one in kept.facts for waiver in _waivers(one)],
        "alerts": list(kept.alerts),
        "people": dict(kept.people),
        "facts": [_fact(one) for one in kept.facts],
        "protocols": dict(kept.documents),
    }
    return {**content, "digest": digest_of(content)}


def written(content: Mapping[str, Any]) -> bytes:
    """Return the one way in which a pack is written: readable, in UTF-8, its keys in their order."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the sha256 of everything in a pack but its digest, as it is written."""
    return hashlib.sha256(written({key: value for key, value in content.items() if key != "digest"})).hexdigest()


def state_json(state: CaseState) -> dict[str, Any]:
    """Return where a case stands."""
    return {
        "state": str(state.state),
        "severity": state.severity,
        "plan": state.plan,
        "protocol": state.protocol,
        "pinned": state.pinned,
        "triaged": state.triaged,
        "owner": state.owner,
        "waiting": state.waiting,
        "merged_into": state.merged_into,
        "opened_at": instant_text(state.opened_at),
        "resolved_at": instant_text(state.resolved_at) if state.resolved_at else None,
        "fixes": [{"fix": fix, "date": instant_text(date) if date else None} for fix, date in state.fixes],
        "requests": [
            {"fact": one.seq, "group": one.group, "due_at": instant_text(one.due_at), "owner": one.owner}
            for one in state.requests
        ],
        **({"handover": _offered(state.handover)} if state.handover else {}),  # packs made before have none
        **({"escalations": [_climbed(one) for one in state.escalations]} if state.escalations else {}),
        **({"raised_to": state.raised_to} if state.raised_to else {}),
        **({"course": str(state.course)} if state.course else {}),
    }


def _climbed(one: Escalation) -> dict[str, Any]:
    answered = instant_text(one.answered_at) if one.answered_at else None
    done = {"person": one.person, "done": sorted(one.done), "answered_at": answered, "findings": one.findings}
    return {"fact": one.seq, "rung": one.rung, "at": instant_text(one.at), **done}


def _offered(offer: Offer) -> dict[str, Any]:
    by_whom = {"giver": offer.giver, "region": offer.region, "to": offer.to}
    return {"fact": offer.seq, **by_whom, "due_at": instant_text(offer.due_at)}


def _fact(one: Said) -> dict[str, Any]:
    said: dict[str, str] | None = {"digest": one.digest} if one.digest else None
    if said and one.text:
        said |= {"text": one.text, "salt": one.salt}
    return {"fact": encode(one.fact), "words": said, "hash": one.hash}


def _waivers(one: Said) -> list[dict[str, Any]]:
    """Return the waiver that a fact is, with its reason and who approved it."""
    what = one.fact.what
    if not isinstance(what, Waived):
        return []
    clock = {"promise": str(what.promise), "cycle": what.cycle, "due_at": instant_text(what.due_at)}
    who = {"approved_by": one.fact.by.id, "asked_by": what.asked_by}
    return [{"fact": one.fact.seq, "at": instant_text(one.fact.at), **clock, **who, "reason": one.text}]
