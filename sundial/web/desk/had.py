"""What wants somebody to act on a case, said where its promise or rung stands: who has it, and until when (O8.6)."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo

from sundial.commands.alert_log import of_how_many
from sundial.commands.pages import About, Page, pages_on
from sundial.protocol.facts import Breached, DueSoon, Escalated, Fact
from sundial.protocol.paging import Act, Deed, Wants, wants
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.access import SignedIn
from sundial.web.desk.paging import answered
from sundial.web.desk.rungs import names_of
from sundial.web.promises import Line, Reading

Had = Mapping[str, str]  # by the key of a line; what nothing was done about is not in it


def had(reading: Reading, request: SignedIn, zone: tzinfo) -> Had:
    """Return of each promise that runs what is to be said of its pages, on the clock of `zone`.

    What was told of a due time that has moved since is over, and says nothing. One query where something pages.
    """
    paging = {about: line for line in reading.lines if line.runs for about in _told_of(line, reading)}
    severity = reading.state.severity
    needs = {about: wants(about[1], line.clock.promise, severity) for about, line in paging.items()}
    asked = {about: one for about, one in needs.items() if one is not Wants.NOBODY}
    found = pages_on(reading.case, asked, request.now) if asked else {}
    names = names_of(one for page in found.values() for act in page.acts for one in (act.person, act.to))
    many = of_how_many(found.values())
    said: dict[str, list[str]] = {}
    for about, page in found.items():
        lines = said.setdefault(paging[about].key, [])
        lines += (one for one in _lines(page, names, request, zone) if one not in lines)
        if page.key in many and page.held:
            lines.append(f"{answered(page, many[page.key]).capitalize()}.")
    return {key: " ".join(lines) for key, lines in said.items() if lines}


def of_rung(reading: Reading, said: Had) -> str:
    """Return what is said of the highest rung that waits for its answer, "" for nothing."""
    rungs = [line for line in reading.lines if line.runs and line.rung]
    highest = max(rungs, key=lambda line: line.rung, default=None)
    return said.get(highest.key, "") if highest else ""


def _told_of(line: Line, reading: Reading) -> Iterator[About]:
    """Yield the fact and the kind of each alert about a promise as it stands."""
    for fact in reading.history:
        if _is_of(fact, line):
            yield fact.seq, fact.kind


def _is_of(fact: Fact, line: Line) -> bool:
    what, clock = fact.what, line.clock
    if isinstance(what, Escalated):
        return clock.promise is Promise.ESCALATION and clock.about == fact.seq
    if isinstance(what, DueSoon) and line.now >= line.due_at:
        return False  # it is over: the breach pages
    if isinstance(what, DueSoon | Breached):
        return (what.promise, what.cycle, what.due_at) == (clock.promise, clock.cycle, clock.due_at)
    return False


def _lines(page: Page, names: Mapping[str, str], request: SignedIn, zone: tzinfo) -> Iterator[str]:
    """Yield who has it, of nobody what was done about it last."""
    me = str(request.user.pk)
    for act in page.held:
        who = "You have" if act.person == me else f"{names.get(act.person, 'Somebody')} has"
        yield f"{who} it until {when.short(act.until or act.at, request.now, zone)}."
    if page.acts and not page.held:
        yield _last(page.acts[-1], names, request, zone)


def _last(act: Act, names: Mapping[str, str], request: SignedIn, zone: tzinfo) -> str:
    at, to = when.short(act.at, request.now, zone), names.get(act.to, "a colleague")
    says = {
        Deed.MINE: "Nobody has it any more.",
        Deed.PASSED: f"Passed on to {to} {at}; nobody has it yet.",
        Deed.NEXT: f"Nobody answered: {to} was told {at}.",
        Deed.AGAIN: f"Nobody has it any more; asked again {at}.",
        Deed.SILENCE: "Nobody has answered, and nobody is left to be told.",
    }
    return says[act.deed]
