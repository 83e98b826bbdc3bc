"""Which word waits for a digest, when a storm makes it wait, and when digests at set times leave."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from sundial.models import AlertKind
from sundial.protocol.digests import (
    AT_ONCE,
    NEWS,
    OF_A_CLOCK,
    OFFERED,
    SINGLY,
    Said,
    is_storm,
    is_to_wait,
    leaves_at,
    may_wait,
    next_set_time,
)
from sundial.protocol.paging import Wants, wants
from sundial.protocol.promises import Promise
from sundial.protocol.reaching import Event, Quiet

KINDS = [str(kind) for kind in AlertKind]


def test_nothing_of_severity_1_waits():
    assert not [(kind, promise) for kind in KINDS for promise in ("", *Promise) if may_wait(kind, promise, 1)]


def test_no_request_escalation_or_handover_waits_and_no_page_but_a_missed_promise():
    waits = {(kind, promise) for kind in KINDS for promise in ("", *Promise) if may_wait(kind, promise, 2)}
    pages = {one for one in waits if wants(*one, 2) is not Wants.NOBODY}

    assert {kind for kind, _ in pages} == {"breached"}
    assert not {promise for kind, promise in waits if kind in OF_A_CLOCK} & {Promise.ESCALATION, Promise.HANDOVER}
    assert {kind for kind, _ in waits} == {*NEWS, *OF_A_CLOCK} < set(KINDS)


def test_a_storm_is_more_than_a_person_reads_singly_or_more_than_falls_due_in_a_day_at_once():
    assert not is_storm(SINGLY)
    assert is_storm(SINGLY + 1)
    assert not is_storm(1, AT_ONCE - 1)
    assert is_storm(1, AT_ONCE)


@pytest.mark.parametrize(
    ("zone", "now", "leaves"),
    [
        ("Europe/Bucharest", "2026-03-02 05:59", "2026-03-02 06:00"),  # 08:00 there
        ("Europe/Bucharest", "2026-03-02 06:00", "2026-03-02 15:30"),  # at the very time: the next
        ("Europe/Bucharest", "2026-03-02 16:00", "2026-03-03 06:00"),
        ("Europe/Bucharest", "2026-03-28 16:00", "2026-03-29 05:00"),  # summer time begins that night
        ("Asia/Tokyo", "2026-12-31 23:30", "2027-01-01 08:30"),  # 08:30 on New Year's Day there
        ("America/Los_Angeles", "2026-03-02 01:00", "2026-03-02 01:30"),  # it is Sunday there
    ],
)
def test_a_digest_at_set_times_leaves_at_the_next_of_them_on_the_readers_clock(zone, now, leaves):
    at = [datetime.fromisoformat(f"{one}+00:00") for one in (now, leaves)]
    assert next_set_time([time(17, 30), time(8)], zone, at[0]) == at[1]


def test_a_set_time_that_the_clocks_jump_over_is_when_they_jump():
    eve = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert next_set_time([time(3, 30)], "Europe/Bucharest", eve) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_whatever_was_chosen_nothing_that_pages_or_may_not_wait_is_in_a_digest_at_a_set_time():
    chosen = {str(event): "in a digest" for event in Event}
    each = [Said(kind, promise, severity) for kind in KINDS for promise in ("", *Promise) for severity in (1, 2, 3, 4)]
    waits = [said for said in each if is_to_wait(said, chosen)]
    assert {said.kind for said in waits} >= {"messaged", "fix-released", "due-soon"}
    assert all(may_wait(said.kind, said.promise, said.severity) for said in waits)
    assert all(wants(said.kind, said.promise, said.severity) is Wants.NOBODY for said in waits)
    assert not [said for said in each if is_to_wait(said, {})]
    assert {Event.PROMISES, Event.CASES, Event.RELEASES, Event.GROUPS, Event.SHIFTS} == OFFERED


@pytest.mark.parametrize(
    ("now", "due", "leaves"),
    [
        ("2026-11-30 10:00", "", "2026-11-30 16:00"),
        ("2026-11-30 16:00", "", "2026-12-01 08:30"),  # 06:00 is quiet: when that ends
        ("2026-11-30 23:00", "", "2026-12-01 08:30"),
        ("2026-11-30 10:00", "2026-11-30 16:00", None),  # a warning that would come too late
        ("2026-11-30 10:00", "2026-11-30 16:01", "2026-11-30 16:00"),
        ("2026-11-30 10:00", "2026-11-30 09:00", "2026-11-30 16:00"),  # missed before: it is no warning
        ("2026-12-04 16:30", "", "2026-12-07 08:30"),  # a quiet weekend
    ],
)
def test_word_leaves_at_the_next_set_time_or_once_that_is_quiet_no_more_unless_it_falls_due_before(now, due, leaves):
    zone = ZoneInfo("Europe/Bucharest")
    at = [
        datetime.fromisoformat(one).replace(tzinfo=zone).astimezone(UTC) if one else None for one in (now, due, leaves)
    ]
    quiet = Quiet(time(21), time(8, 30), zone, frozenset({5, 6}))
    said = Said("due-soon", "first-response", 2, at[1])
    assert leaves_at(said, [time(6), time(16)], zone.key, quiet, at[0]) == at[2]
