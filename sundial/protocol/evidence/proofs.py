"""The proofs of an evidence pack, one by one: each yields what holds, or raises the first thing that does not."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from sundial.protocol.case import named_protocols
from sundial.protocol.document.ranking import ranking
from sundial.protocol.evidence.kept import Kept
from sundial.protocol.evidence.named import named_in
from sundial.protocol.evidence.pack import digest_of, pack, written
from sundial.protocol.evidence.reading import Fault
from sundial.protocol.facts_json import content_digest, digest, instant_text

UNDELIVERED = "undelivered"  # an alert about a fact that another alert could not be mailed for


@dataclass(frozen=True)
class UnderProof:
    """A pack under proof: its bytes, what it says, what it is made of; who checks it, and a head from elsewhere."""

    raw: bytes
    says: Mapping[str, Any]
    kept: Kept
    here: Mapping[str, str]
    known: str

    @cached_property
    def made(self) -> Mapping[str, Any]:
        """The pack that this Sundial would make of the same facts."""
        return pack(self.kept)

    @property
    def in_our_words(self) -> bool:
        """Whether this Sundial says everything in the same words: it is the same edition."""
        return self.kept.edition["sundial"] == self.here["sundial"]


def chain(one: UnderProof) -> Iterator[str]:
    """Every fact follows from the one before it, the first from its case, and the head is the last."""
    previous = one.kept.case["id"]
    for place, said in enumerate(one.kept.facts, start=1):
        if said.fact.seq != place:
            raise Fault(f"fact {place}", f"it is missing: fact {said.fact.seq} comes instead")
        if digest(previous, said.fact, said.digest) != said.hash:
            raise Fault(f"fact {place}", "it was changed, or does not follow from the fact before it")
        previous = said.hash
    _same("head", one.says["head"], {"fact": len(one.kept.facts), "hash": previous})
    yield f"facts 1 to {len(one.kept.facts)}: each follows from the one before it, to the head {previous}"


def words(one: UnderProof) -> Iterator[str]:
    """The words are those that were chained."""
    spoken = [said for said in one.kept.facts if said.digest]
    there = [said for said in spoken if said.text]
    for said in there:
        if content_digest(said.text, bytes.fromhex(said.salt)) != said.digest:
            raise Fault(f"fact {said.fact.seq}", "its words are not those that were written")
    alone = len(spoken) - len(there)
    yield f"words: {len(there)} as they were written" + (f"; of {alone} the digest alone is here" if alone else "")


def head_from_elsewhere(one: UnderProof) -> Iterator[str]:
    """A head that was kept elsewhere is one of this chain, so nothing up to there was exchanged since."""
    if not one.known:
        return
    place = next((said.fact.seq for said in one.kept.facts if said.hash == one.known), None)
    if place is None:
        raise Fault("head", f"{one.known} was kept elsewhere, and is not in this chain")
    yield f"fact {place} is the head that was kept elsewhere: nothing up to it was exchanged"


def revisions(one: UnderProof) -> Iterator[str]:
    """Every revision that the history names is here, and is what its name says."""
    named = named_protocols(one.kept.history)
    for missing in sorted(named ^ set(one.kept.documents)):
        raise Fault(f"revision {missing[:12]}", "it is missing" if missing in named else "the history does not name it")
    for name, document in one.kept.documents.items():
        if _name_of(document) != name:
            raise Fault(f"revision {name[:12]}", "its document is not the one of that name")
        yield f"revision {name[:12]} of protocol {document['name']}: its document is the one of that name"


def clocks(one: UnderProof) -> Iterator[str]:
    """The clocks are what the facts come to under these revisions."""
    says, is_ = one.says["clocks"], one.made["clocks"]
    for said, found in zip(says, is_, strict=False):
        where = f"clock {found['promise']} {found['cycle']}"
        for key, value in found.items():
            if key != "steps" or one.in_our_words:
                _same(f"{where}, {key}", said[key], value, _zones(one))
    _same("clocks", f"{len(says)} of them", f"{len(is_)} of them")
    yield f"clocks: {len(is_)}, each what the facts come to"


def rest(one: UnderProof) -> Iterator[str]:
    """State, waivers and, where the words are ours, the summary follow from the same facts."""
    for part in ("state", "waivers", *(["summary"] if one.in_our_words else [])):
        _same(part, one.says[part], one.made[part])
    if one.in_our_words:
        yield "state, waivers and summary: as the facts say"
    else:
        edition = f"made with Sundial {one.kept.edition['sundial']}, and this is {one.here['sundial']}"
        yield f"state and waivers: as the facts say; summary and steps were not compared ({edition})"


def people(one: UnderProof) -> Iterator[str]:
    """Everybody who is named by an id is among the people."""
    for id_ in sorted(named_in(one.kept) ^ set(one.kept.people)):
        raise Fault(f"person {id_}", "nobody knows them" if id_ not in one.kept.people else "nothing names them")
    yield f"people: {len(one.kept.people)}, everybody who is named"


def alerts(one: UnderProof) -> Iterator[str]:
    """Every alert is about a fact that is here, of that kind and at that time."""
    facts = {said.fact.seq: said.fact for said in one.kept.facts}
    for place, alert in enumerate(one.kept.alerts, start=1):
        fact = facts.get(alert["fact"])
        if fact is None:
            raise Fault(f"alert {place}", f"it names fact {alert['fact']}, which is not here")
        if alert["kind"] == UNDELIVERED:
            continue
        if (alert["kind"], alert["at"]) != (fact.kind, instant_text(fact.at)):
            raise Fault(f"alert {place}", f"it is not about {fact}")
    yield f"alerts: {len(one.kept.alerts)}, each about a fact that is here"


def file(one: UnderProof) -> Iterator[str]:
    """Nothing of the file was changed since it was made, not even where nothing else depends on it."""
    if digest_of(one.says) != one.says["digest"]:
        raise Fault("the pack", "it was changed since it was made: its digest is another")
    if written(one.says) != one.raw:
        raise Fault("the file", "it says what it said, but was written anew; the bytes are not those that were made")
    yield f"the file is as it was made, digest {one.says['digest']}"


def _same(where: str, says: Any, is_: Any, hint: str = "") -> None:
    if says != is_:
        raise Fault(where, f"it says {_short(says)}, but the facts say {_short(is_)}{hint}")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _zones(one: UnderProof) -> str:
    """Say, where clocks differ, that the zones' rules may be why."""
    theirs, ours = one.kept.edition["zones"], one.here["zones"]
    return "" if theirs == ours else f" (the pack reads time zones by {theirs}, this Sundial by {ours})"


def _name_of(document: Mapping[str, Any]) -> str:
    """Return the name of a revision by its document, whatever a later edition would write of it."""
    named = {**document, **ranking({"plans": document["plans"], "tables": document["tables"]})}
    canonical = json.dumps(named, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()
