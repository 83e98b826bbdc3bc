"""What stands at the top of an evidence pack: the case in a few lines that a person reads first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sundial.protocol.because import name_of, sentence
from sundial.protocol.case import CaseState
from sundial.protocol.clock import Clock, Outcome
from sundial.protocol.evidence.kept import Kept
from sundial.protocol.terms import Terms

UTC_ZONE = ZoneInfo("UTC")


def summary(kept: Kept, clocks: Sequence[Clock], state: CaseState, terms: Terms) -> list[str]:
    """Return the lines: whose case it is, where it stands, what came of every promise, how to check the file."""
    last = kept.facts[-1]
    return [
        f"Evidence of case {kept.case['number']}, as it stood after fact {last.fact.seq}, {_moment(last.fact.at)}.",
        f"Customer: {kept.case['customer']}. Contact: {kept.case['contact']}. Subject: {kept.case['subject']}",
        _stands(state, terms),
        *_walls(terms),
        _tally(clocks),
        *(f"{_titled(clock)}: {sentence(clock, terms, UTC_ZONE)}" for clock in clocks),
        *(f"Waived: {name_of(clock)} {clock.cycle}, in fact {clock.waived}." for clock in clocks if clock.waived),
        _alerts(kept),
        f"Chain: facts 1 to {last.fact.seq}, head {last.hash}.",
        "Checked without a database by: sundial verify FILE. What that proves, and what it does not: docs/evidence.md.",
    ]


def _stands(state: CaseState, terms: Terms) -> str:
    plan = terms.revision(state.protocol).plans[state.plan].name
    resolved = f", resolved {_moment(state.resolved_at)}" if state.resolved_at else ""
    return f"Plan {plan}, severity {state.severity}, state {state.state}; opened {_moment(state.opened_at)}{resolved}."


def _walls(terms: Terms) -> Iterator[str]:
    if terms.regions:
        names = " and ".join(terms.protocol.regions[region].name for region in terms.regions)
        yield f"Restricted to {names} personnel: this file holds what nobody outside may see."


def _tally(clocks: Sequence[Clock]) -> str:
    met = sum(clock.outcome is Outcome.MET for clock in clocks)
    late = sum(clock.outcome is Outcome.BREACHED for clock in clocks)
    runs = sum(clock.outcome is Outcome.RUNNING for clock in clocks)
    others = len(clocks) - met - late - runs
    return f"Promises: {met} kept, {late} broken, {runs} running, {others} ended or superseded."


def _alerts(kept: Kept) -> str:
    people = {alert["to"] for alert in kept.alerts}
    sent = sum(delivery["sent_at"] is not None for alert in kept.alerts for delivery in alert["deliveries"])
    to = f"{len(people)} person" if len(people) == 1 else f"{len(people)} people"
    return f"Alerts: {len(kept.alerts)} owed, to {to}; mails sent: {sent}."


def _titled(clock: Clock) -> str:
    return f"{name_of(clock)} {clock.cycle}".capitalize()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%a %d %b %Y, %H:%M:%S} UTC"
