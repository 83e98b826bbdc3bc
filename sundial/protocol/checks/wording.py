"""What the source says twice, or says of one thing in two ways: headings, references, quoted words."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from sundial.protocol.checks.finding import Finding, Level
from sundial.protocol.document import Protocol
from sundial.protocol.document.parts import Reference
from sundial.protocol.promises import PHASES

REPEATED = 8  # words in a row that two severities share before it counts as the same description


def findings(protocol: Protocol) -> Iterator[Finding]:
    """Read the quoted words against each other and against the figures beside them."""
    yield from _of_a_case(protocol)
    yield from _commitments(protocol)
    yield from _open_ended(protocol)
    yield from _headings(protocol)
    for place, reference in enumerate(protocol.references):
        yield from _references(protocol, place, reference)
    yield from _ends(protocol)
    yield from _channels(protocol)
    yield from _twice(protocol)


def _of_a_case(protocol: Protocol) -> Iterator[Finding]:
    """A promise on every case must not be worded as one on escalations, which have answers of their own."""
    for promise, text in protocol.promises.items():
        if "escalation" in text.wording.lower():
            says = (
                f"section {text.section} promises the {text.title.lower()} to an escalation, section "
                f"{_section_of(protocol, 'tables')} to every case: it is read as the case's"
            )
            yield Finding("B1", Level.WARNING, "O5.1", f"promises.{promise}.wording", says)


def _commitments(protocol: Protocol) -> Iterator[Finding]:
    """A promise to deliver something is not kept by news of it."""
    for promise, text in protocol.promises.items():
        styles = {row[promise].style for table in protocol.tables.values() for row in table.targets.values()}
        if text.commits_to == "release" and "once" not in styles:
            says = (
                f"section {text.section} commits to the release itself, section {_section_of(protocol, 'tables')} "
                f"only to word of it ({', '.join(sorted(styles))}): it is read as word of it"
            )
            yield Finding("B2", Level.WARNING, "O5.3", f"promises.{promise}.commits_to", says)


def _open_ended(protocol: Protocol) -> Iterator[Finding]:
    """Where some cadences say when they end, those that do not are open."""
    for promise in PHASES:
        cells = {
            f"tables.{key}.targets.{severity}.{promise}": row[promise]
            for key, table in protocol.tables.items()
            for severity, row in table.targets.items()
            if row[promise].style == "every"
        }
        endless = [where for where, cell in cells.items() if "until" not in cell.wording.lower()]
        if 0 < len(endless) < len(cells):
            says = (
                f"{len(endless)} of {len(cells)} cadences do not say when they end ({', '.join(endless)}); "
                "they are read to end as the others do"
            )
            yield Finding("B3", Level.WARNING, "O6.8c", endless[0], says)


def _headings(protocol: Protocol) -> Iterator[Finding]:
    for promise in PHASES:
        found = {table.headings[promise] for table in protocol.tables.values()}
        if len(found) > 1:
            said = ", ".join(f"“{heading}”" for heading in sorted(found))
            says = f"{protocol.promises[promise].title} is headed in {len(found)} ways: {said}"
            yield Finding("B9", Level.WARNING, "O5", f"tables.*.headings.{promise}", says)
    for key, table in protocol.tables.items():
        if "severity" not in table.severity_heading.lower():
            says = f"“{table.severity_heading}” heads the severities of {table.title}"
            yield Finding("B9", Level.WARNING, "O5", f"tables.{key}.severity_heading", says)


def _references(protocol: Protocol, place: int, reference: Reference) -> Iterator[Finding]:
    held_in = _section_of(protocol, reference.about)
    points_to = _meant(protocol, reference, held_in)
    if held_in and points_to != held_in:
        says = (
            f"section {reference.section} points to {_words(reference.to)} (“{reference.wording}”), but "
            f"“{protocol.sections[held_in].title}” is section {held_in} of {len(protocol.sections)}"
        )
        yield Finding("B10", Level.WARNING, "O6.11", f"references.{place}", says)


def _meant(protocol: Protocol, reference: Reference, held_in: str) -> str:
    """Return the section that a reference points to; for "above" and "below" the right one if it lies there."""
    if reference.to == "last":
        return max(protocol.sections)
    if reference.to in ("above", "below"):
        lies = "above" if held_in < reference.section else "below"
        return held_in if lies == reference.to else ""
    return reference.to


def _words(to: str) -> str:
    return {"last": "the last section", "above": "what stands above", "below": "what stands below"}.get(
        to, f"section {to}"
    )


def _section_of(protocol: Protocol, part: str) -> str:
    return next((key for key, section in protocol.sections.items() if part in section.holds), "")


def _ends(protocol: Protocol) -> Iterator[Finding]:
    """Until when does the point person own the case? Two sections, two answers."""
    asked = protocol.ladder.point_person_owns
    for rung in protocol.ladder.rungs.values() if asked else ():
        for quote in rung.until:
            if asked and quote.wording not in asked.wording and "resolved" not in quote.wording:
                says = (
                    f"rung {rung.number} is owned “{quote.wording}” by section {quote.section}, and "
                    f"“{asked.wording}” by section {asked.section}"
                )
                yield Finding("C5", Level.WARNING, "O7.5", f"ladder.rungs.{rung.number}.until", says)


def _channels(protocol: Protocol) -> Iterator[Finding]:
    for rung in protocol.ladder.rungs.values():
        channel = protocol.channels.get(rung.way)
        if channel and not channel.accepted:
            says = (
                f"rung {rung.number} is climbed by {channel.title.lower()}, which section {channel.section} does not "
                f"accept (“{channel.wording}”)"
            )
            yield Finding("C6", Level.WARNING, "O1.6", f"ladder.rungs.{rung.number}.way", says)


def _twice(protocol: Protocol) -> Iterator[Finding]:
    for one, other in combinations(protocol.severities, 2):
        words, others = (_words_of(protocol.severities[number].source) for number in (one, other))
        match = SequenceMatcher(None, words, others, autojunk=False).find_longest_match()
        if match.size >= REPEATED:
            shared = " ".join(words[match.a : match.a + match.size])
            says = f"severities {one} and {other} are described by the same words: “{shared}”"
            yield Finding("D4", Level.WARNING, "O4.1", f"severities.{other}.source", says)


def _words_of(text: str) -> list[str]:
    return [word.strip(".,;:") for word in text.lower().split()]
