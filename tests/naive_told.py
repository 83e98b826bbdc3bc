"""Cases told to the naive model, on the clock of the EMEA office in the week of Monday, 2 March 2026."""

from sundial.protocol.facts import DateGiven, Fact, FixIdentified, Messaged, Opened
from tests.naive import rows, watch
from tests.naive_tables import revisions
from tests.tale import ANA, EVE
from tests.telling import at, words

WORD = Messaged(public=True)
PUBLISHED, PAUSING, SHORTER, UNION = revisions()  # their digests


def told(opening, *lines, **more):
    """Tell a case, "Mon 09:00 gold 1" and then (when, who, what), ...; return what the naive model made of it."""
    when, plan, severity = opening.rsplit(" ", 2)
    opened = Opened(int(severity), plan, **{"home_region": "emea", "protocol": PUBLISHED, **more})
    facts = [(when, ANA, opened), *lines]
    return watch([Fact(seq, at(when), at(when), by, what) for seq, (when, by, what) in enumerate(facts, start=1)])


def sentences(case):
    """Say of each clock from when it counts, by when it is due, and what became of it."""
    return [_sentence(row) for row in rows(case)]


def _sentence(row):
    promise, cycle, start, due, _, ended, outcome = row[:7]
    about = f", about {row[11]}" if row[11] else ""
    return f"{promise} {cycle} {words(start)} to {words(due)}: {outcome}{f' {words(ended)}' if ended else ''}{about}"


def last(case, many=1):
    return sentences(case)[-many:]


IN_DIAGNOSIS = ("Mon 09:00 platinum 1", ("Mon 09:10", EVE, WORD))
IN_FIX = (
    *IN_DIAGNOSIS,
    ("Mon 09:30", EVE, FixIdentified("A")),
    ("Mon 10:00", EVE, DateGiven(at("Wed 12:00"), "A")),
)
