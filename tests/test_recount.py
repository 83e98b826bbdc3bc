"""A plain clock is counted anew from its row as the fold counts it from its history (docs/promises.md, section 8)."""

import random
from datetime import timedelta

from sundial.protocol.case import OPEN, opening
from sundial.protocol.clock import Outcome
from sundial.protocol.effect import supposed
from sundial.protocol.facts import ProtocolMoved, Side
from sundial.protocol.recount import Counted, Shift, is_plain, recounted, shifts
from sundial.protocol.sla import fold, terms_of
from sundial.protocol.terms import Terms
from tests.tales import tales

MANY, STEPS = 250, 12


def open_cases():
    """Yield cases with whatever can have happened to one, an instant soon after, and another revision."""
    for seed in range(MANY):
        chance = random.Random(seed)
        *_, tale = tales(seed, STEPS)
        history = tuple(tale.facts)
        state = fold(history, terms_of(history, tale.protocols))[1]
        if state.state in OPEN:
            at = max(fact.at for fact in history) + timedelta(minutes=chance.choice((0, 1, 30, 240, 3000)))
            yield history, tale.protocols, chance.choice([one for one in tale.protocols if one != state.protocol]), at


def successor(clock, clocks):
    """Return the clock that stands where another stood: itself, or what superseded it."""
    after = next(one for one in clocks if (one.promise, one.cycle) == (clock.promise, clock.cycle))
    if after.outcome is not Outcome.SUPERSEDED:
        return after
    return next(one for one in clocks if one.promise == clock.promise and one.because.replaces == clock.cycle)


def test_a_plain_clock_needs_no_history_to_be_counted_under_another_revision():
    plain = others = moved = 0
    for history, protocols, digest, at in open_cases():
        clocks, state = fold(history, terms_of(history, protocols))
        whole = supposed(history, ProtocolMoved(digest), Side.SYSTEM, at)
        after = fold(whole, terms_of(whole, protocols))[0]
        opened = opening(history)[1]
        terms = Terms(protocols[digest], state.plan, opened.home_region, opened.regions)
        for clock in clocks:
            if clock.ended_at or not is_plain(clock, state) or clock.breach_said or at > clock.due_at:
                others += clock.ended_at is None
                continue
            now = successor(clock, after)
            plain += 1
            moved += now.due_at != clock.due_at
            assert recounted(clock.promise, clock.started_at, state.severity, terms) == Counted(now.due_at, now.warn_at)
            assert (now.started_at, now.about, now.paused) == (clock.started_at, clock.about, False)
            assert is_plain(now, state._replace(protocol=digest))
    assert min(plain, others, moved) > 20, (plain, others, moved)


def test_a_trial_tells_of_every_clock_that_a_move_supersedes_and_of_no_other():
    found = 0
    for history, protocols, digest, at in open_cases():
        whole = supposed(history, ProtocolMoved(digest), Side.SYSTEM, at)
        after = fold(whole, terms_of(whole, protocols))[0]
        ended = [one for one in after if one.ended_by == len(whole)]
        replaced = [successor(one, after) for one in ended]

        told = list(shifts(history, protocols, digest, at))

        assert sorted((one.promise, one.was, one.now) for one in told) == sorted(
            (old.promise, old.due_at, new.due_at) for old, new in zip(ended, replaced, strict=True)
        )
        assert {one.now: one.late for one in told} == {new.due_at: at > new.due_at for new in replaced}
        assert all(isinstance(one, Shift) and one.was != one.now for one in told)
        found += len(told)
    assert found > 30
