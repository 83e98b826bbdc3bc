"""Histories in a few words: first responses, updates, the life of a case. `tests.tale` has the whole vocabulary."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from sundial.protocol.facts import (
    SYSTEM,
    Breached,
    By,
    Closed,
    DueSoon,
    Fact,
    Messaged,
    Opened,
    OwnerSet,
    Reopened,
    Resolved,
    Side,
    What,
)
from sundial.protocol.sla import Outcome, Terms, clocks

ANA = By("ana", Side.CUSTOMER)
EVE = By("eve", Side.STAFF)

# the words in which a history is told: who, and what they do
DOINGS: dict[str, tuple[By, What]] = {
    "Eve answers": (EVE, Messaged(public=True)),
    "Eve notes": (EVE, Messaged(public=False)),
    "Ana writes": (ANA, Messaged(public=True)),
    "Ana's auto-reply": (ANA, Messaged(public=True, automatic=True)),
    "a receipt": (SYSTEM, Messaged(public=True, automatic=True)),
    "the chatbot": (SYSTEM, Messaged(public=True)),
    "Eve's out-of-office": (EVE, Messaged(public=True, automatic=True)),
    "Eve takes it": (EVE, OwnerSet("eve")),
    "Eve lets go": (EVE, OwnerSet(None)),
    "Eve resolves": (EVE, Resolved()),
    "Ana reopens": (ANA, Reopened()),
    "Eve closes": (EVE, Closed()),
}
IDLE = ("Eve notes", "Ana's auto-reply", "a receipt", "the chatbot", "Eve's out-of-office", "Eve takes it")
POSSIBLE = {
    "open": frozenset(DOINGS) - {"Ana reopens"},
    "resolved": frozenset(DOINGS) - {"Eve resolves"},
    "closed": frozenset[str](),
}
LEADS_TO = {"Eve resolves": "resolved", "Ana reopens": "open", "Eve closes": "closed"}

Doing = tuple[int, str]  # minutes since the last one, and what is done; "look" is clockwork
Look = Callable[[Sequence[Fact], datetime], list[Fact]]


def instant(text: str) -> datetime:
    """Read "2026-03-02 09:00", in UTC unless it says otherwise."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def fact(seq: int, at: datetime, by: By, what: What) -> Fact:
    return Fact(seq, at, at, by, what)


def told(opened: Opened, *lines: tuple[str, str]) -> tuple[Fact, ...]:
    """Tell a history: ("2026-03-02 09:00", "Ana opens"), ("2026-03-02 09:10", "Eve answers"), ..."""
    doings = {"Ana opens": (ANA, opened), **DOINGS}
    return tuple(fact(seq, instant(at), *doings[doing]) for seq, (at, doing) in enumerate(lines, start=1))


def played(opened: Opened, start: datetime, doings: Iterable[Doing], terms: Terms) -> tuple[Fact, ...]:
    """Play what is done on a case, leaving out what cannot be; a look says what is owed, as clockwork does."""
    return _played(opened, start, doings, lambda history, now: findings(history, now, terms))


def unfolded(opened: Opened, start: datetime, doings: Iterable[Doing]) -> tuple[Fact, ...]:
    """Play what people do on a case, while clockwork stands still."""
    return _played(opened, start, doings, lambda history, now: [])


def _played(opened: Opened, start: datetime, doings: Iterable[Doing], look: Look) -> tuple[Fact, ...]:
    history = [fact(1, start, ANA, opened)]
    now, phase = start, "open"
    for minutes, doing in doings:
        now += timedelta(minutes=minutes)
        if doing == "look":
            history += look(history, now)
        elif doing in POSSIBLE[phase]:
            history.append(fact(len(history) + 1, now, *DOINGS[doing]))
            phase = LEADS_TO.get(doing, "open" if doing == "Ana writes" else phase)
    return tuple(history)


def findings(history: Sequence[Fact], now: datetime, terms: Terms) -> list[Fact]:
    """Return what clockwork records at `now`, as facts that follow the history."""
    said: list[Fact] = []
    for clock in clocks(tuple(history), terms):
        if clock.check_at is None or clock.check_at > now:
            continue
        late = clock.outcome is Outcome.BREACHED or now >= clock.due_at
        what = (Breached if late else DueSoon)(clock.promise, clock.cycle, clock.due_at)
        said.append(fact(len(history) + len(said) + 1, now, SYSTEM, what))
    return said


def doings(most: int = 12) -> st.SearchStrategy[list[Doing]]:
    gaps = st.one_of(st.integers(0, 90), st.integers(0, 3000), st.sampled_from([0, 60, 120, 240, 480, 720, 1440]))
    return st.lists(st.tuples(gaps, st.sampled_from([*DOINGS, "look", "Eve answers", "Eve answers"])), max_size=most)
