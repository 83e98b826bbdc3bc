"""Protocol 02, 07 and 08: who stands behind each rung, who is told, and whom a regional wall leaves."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from sundial.protocol.checks.finding import Finding, Level
from sundial.protocol.checks.sample import Sample
from sundial.protocol.document import Protocol, Role
from sundial.protocol.document.ladder import Rung

TWO_WEEKS = timedelta(days=14)
PUBLISHED = ("region", "world")  # roles that somebody holds by name, and so the directory should say who


def findings(sample: Sample) -> Iterator[Finding]:
    """Look for owners that differ, alerts that are forgotten further up, empty roles and rungs cut off by a wall."""
    protocol = sample.protocol
    for rung in protocol.ladder.rungs.values():
        yield from _owners(protocol, rung)
        yield from _behind_the_wall(sample, rung)
    for lower, higher in pairwise(sorted(protocol.ladder.rungs)):
        yield from _forgotten(protocol, protocol.ladder.rungs[lower], protocol.ladder.rungs[higher])
    yield from _without_holder(protocol)


def _titles(protocol: Protocol, roles: tuple[str, ...] | list[str]) -> str:
    return ", ".join(protocol.roles[role].title for role in roles) or "nobody"


def _owners(protocol: Protocol, rung: Rung) -> Iterator[Finding]:
    asked = protocol.ladder.point_person_owns
    if asked and set(rung.owner) != set(rung.answered_by):
        says = (
            f"section {asked.section} lets whoever answers rung {rung.number} "
            f"({_titles(protocol, rung.answered_by)}) own the case, section {protocol.ladder.section} names "
            f"{_titles(protocol, rung.owner)}"
        )
        yield Finding("C4", Level.WARNING, "O7.5", f"ladder.rungs.{rung.number}.owner", says)


def _forgotten(protocol: Protocol, lower: Rung, higher: Rung) -> Iterator[Finding]:
    """Whoever was told on a rung should be told, or act, on the next: a group counts for those it is made of."""
    reached = {_single(protocol, role) for role in (*higher.told, *higher.informs)}
    lost = [role for role in lower.told if _single(protocol, role) not in reached]
    lost = [role for role in lost if not (protocol.roles[role].reach == "groups" and _tells_groups(protocol, higher))]
    if lost:
        acting = [role for role in lost if role in higher.answered_by]
        says = f"told on rung {lower.number} and no more on rung {higher.number}: {_titles(protocol, lost)}"
        says += f" (of these {_titles(protocol, acting)} act on it)" if acting else ""
        yield Finding("C8", Level.WARNING, "O8.1", f"ladder.rungs.{higher.number}.told", says)


def _single(protocol: Protocol, role: str) -> str:
    return protocol.roles[role].each or role


def _tells_groups(protocol: Protocol, rung: Rung) -> bool:
    return any(protocol.roles[role].reach == "groups" for role in rung.told)


def _behind_the_wall(sample: Sample, rung: Rung) -> Iterator[Finding]:
    """For a customer restricted to one region: who on this rung sits outside, and is anybody left to answer?"""
    protocol = sample.protocol
    named = (*rung.answered_by, *rung.informs, *rung.told)
    outside = [
        role for role in dict.fromkeys(named) if protocol.roles[role].reach in ("world", "every-region", "shift")
    ]
    if not outside or len(protocol.regions) < 2:
        return
    where = f"ladder.rungs.{rung.number}"
    cut_off = [region for region in protocol.regions if not _answers_inside(protocol, rung, region)]
    says = (
        f"rung {rung.number} reaches people outside a designated region ({_titles(protocol, outside)}); "
        "behind the wall they are neither told nor see the case"
    )
    says += f"; nobody in {', '.join(cut_off)} is sure to be there to answer it" if cut_off else ""
    level = Level.ERROR if cut_off else Level.WARNING
    yield Finding("C9", level, "O8.6", where, says, _night(sample, cut_off[0]) if cut_off else "")


def _answers_inside(protocol: Protocol, rung: Rung, region: str) -> bool:
    """Is one of those who answer always someone of this region, by name and whatever the hour?"""
    return any(_always_inside(protocol, protocol.roles[role], region) for role in rung.answered_by)


def _always_inside(protocol: Protocol, role: Role, region: str) -> bool:
    if role.reach in ("case", "customer"):
        return True
    held = any(leader.role == role.key and leader.region == region for leader in protocol.leadership)
    return role.reach == "region" and held


def _night(sample: Sample, region: str) -> str:
    start = sample.starts(region)[0]
    first = next(iter(sample.calendar(region).windows(start, start + TWO_WEEKS)), (start, start))[0]
    if first <= start:
        return ""
    return f"{sample.say(start, region)}: {region} is not on shift before {sample.say(first, region)}"


def _without_holder(protocol: Protocol) -> Iterator[Finding]:
    """A role that answers, owns or can be asked for must have a holder in the directory; the others should."""
    acts = _named(protocol, "answered_by", "owner", "may_speak_to")
    told = _named(protocol, "told", "informs")
    for key, role in protocol.roles.items():
        if role.reach not in PUBLISHED or any(leader.role == key for leader in protocol.leadership):
            continue
        if key in acts:
            says = f"{role.title} answers, owns or can be asked for, yet the directory names nobody in this role"
            yield Finding("C10", Level.ERROR, "O2.5", f"roles.{key}", says)
        elif key in told:
            says = f"{role.title} is told, yet the directory names nobody in this role"
            yield Finding("C10", Level.INFO, "O2.5", f"roles.{key}", says)


def _named(protocol: Protocol, *keys: str) -> set[str]:
    return {role for rung in protocol.ladder.rungs.values() for key in keys for role in getattr(rung, key)}
