"""Every kind of fact is written and read in one way; what was kept before a key existed keeps its link (O12.1)."""

from dataclasses import MISSING, fields
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol import facts
from sundial.protocol.amounts import Amount, BusinessDays, BusinessTime, Elapsed
from sundial.protocol.case_json import BY_CUSTOMER, BY_SYSTEM, read_case
from sundial.protocol.facts import KINDS, LATER, SYSTEM, By, Fact, FactError, Instead, Side
from sundial.protocol.facts_json import canonical, decode, decode_what, digest, encode, encode_what
from sundial.protocol.promises import Promise
from tests.test_facts import instants

counts = st.integers(1, 10_000)
minutes = counts.map(lambda count: 60 * count)  # what people can write down
amounts = st.one_of(st.builds(Elapsed, minutes), st.builds(BusinessTime, minutes), st.builds(BusinessDays, counts))
VALUES = {
    int: counts,
    str: st.text(),
    bool: st.booleans(),
    datetime: instants,
    Promise: st.sampled_from(Promise),
    facts.Mood: st.sampled_from(facts.Mood),
    facts.Course: st.sampled_from(facts.Course),
    facts.Asks: st.sampled_from(facts.Asks),
    facts.Duty: st.sampled_from(facts.Duty),
    str | None: st.none() | st.text(),
    int | None: st.none() | counts,
    datetime | None: st.none() | instants,
    Amount | None: st.none() | amounts,
    tuple[str, ...]: st.lists(st.text()).map(tuple),
    tuple[int, ...]: st.lists(counts).map(tuple),
    tuple[facts.Carried, ...]: st.lists(
        st.builds(facts.Carried, st.sampled_from(Promise), instants, instants, st.booleans()), max_size=3
    ).map(tuple),
    tuple[facts.Awaited, ...]: st.lists(st.builds(facts.Awaited, st.text(), st.none() | instants), max_size=3).map(
        tuple
    ),
}
ONE_OF_THREE = st.one_of(
    st.fixed_dictionaries({"every": amounts, "until": st.none() | instants}),
    st.fixed_dictionaries({"due_by": instants}),
    st.fixed_dictionaries({"silent_until": instants}),
)


def made(kind):
    """Make up what a kind of fact can say."""
    what = KINDS[kind]
    if not issubclass(what, Instead):
        return st.builds(what, **{field.name: VALUES[field.type] for field in fields(what)})
    others = {field.name: VALUES[field.type] for field in fields(what) if field.name not in INSTEAD}
    return st.tuples(ONE_OF_THREE, st.fixed_dictionaries(others)).map(lambda both: what(**both[0], **both[1]))


SOON = "2026-03-02T09:00Z"
INSTEAD = ("every", "due_by", "silent_until", "until")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_kind_is_read_back_as_it_was_written(kind, data):
    what = data.draw(made(kind))
    written = encode_what(what)
    assert decode_what(kind, written) == what
    assert encode_what(decode_what(kind, written)) == written
    assert canonical(written)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=10)
@given(data=st.data())
def test_every_kind_names_the_key_that_is_unknown_or_missing(kind, data):
    written = encode_what(data.draw(made(kind)))
    with pytest.raises(FactError, match="is not known") as caught:
        decode_what(kind, {**written, "color": "red"})
    assert caught.value.key == "color"
    for field in fields(KINDS[kind]):
        if field.default is MISSING:
            with pytest.raises(FactError, match="is missing") as caught:
                decode_what(kind, {key: value for key, value in written.items() if key != field.name})
            assert caught.value.key == field.name


@pytest.mark.parametrize(
    ("kind", "keys", "wrong"),
    [
        ("agreement-made", {"promise": "diagnosis-update"}, "every"),
        ("agreement-made", {"promise": "diagnosis-update", "every": "2 hours", "due_by": SOON}, "every"),
        ("agreement-made", {"promise": "diagnosis-update", "due_by": SOON, "until": SOON}, "until"),
        ("agreement-made", {"promise": "diagnosis-update", "every": "soon"}, "every"),
        ("agreement-made", {"promise": "dinner", "every": "2 hours"}, "promise"),
        ("merged-from", {"case": "SD-1", "owed": [{"promise": "first-response", "due_at": SOON}]}, "owed.started_at"),
        ("merged-from", {"case": "SD-1", "owed": ["first-response"]}, "owed"),
        ("merged-from", {"case": "SD-1", "fixes": [{"fix": "GW-1", "date": "soon"}]}, "fixes.date"),
        ("release-rescheduled", {"release": "5.8.2", "fixes": "GW-1"}, "fixes"),
        ("messaged", {"public": True, "notice": [0]}, "notice"),
        ("resource-owned", {"request": 3, "owner": 7}, "owner"),
        ("handover-offered", {"region": "apj", "to": "", "due_at": SOON, "mood": "cross"}, "mood"),
        ("tier-raised", {"tier": 0}, "tier"),
        ("course-set", {"course": "away"}, "course"),
        ("escalated", {"rung": 0}, "rung"),
        ("duty-done", {"escalation": 2, "duty": "dinner"}, "duty"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_named_by_its_key(kind, keys, wrong):
    with pytest.raises(FactError) as caught:
        decode_what(kind, keys)
    assert caught.value.key == wrong


# The chain of the first kinds as the first Sundial wrote it, before any later key existed
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DUE = datetime(2026, 3, 2, 10, 0, 0, 500, tzinfo=UTC)
ANA, EVE = By("ana", Side.CUSTOMER), By("eve", Side.STAFF)
KEPT = (
    (ANA, facts.Opened(1, "gold", "emea", ("emea",), "phone", "abc"), "cc1ff8b1fcea56f8"),
    (EVE, facts.Messaged(public=True), "be3134b0d5d7aa56"),
    (EVE, facts.Messaged(public=False, automatic=True), "9f5b2e3e49030fdf"),
    (EVE, facts.OwnerSet("eve"), "4a6c87041e1b0040"),
    (SYSTEM, facts.DueSoon(Promise.FIRST_RESPONSE, 1, DUE), "5662d2c48e559056"),
    (SYSTEM, facts.Breached(Promise.DIAGNOSIS_UPDATE, 2, DUE), "507c661928d2058c"),
    (EVE, facts.Resolved(), "c906fe013ea1ddc9"),
    (ANA, facts.Reopened(), "004c3804f7f8dd34"),
    (EVE, facts.Closed(), "775111abdfaaf1ae"),
)  # fmt: skip


def test_what_was_kept_before_a_later_key_existed_has_the_same_link_as_ever():
    previous = "case"
    for seq, (by, what, link) in enumerate(KEPT, start=1):
        previous = digest(previous, Fact(seq, NINE, NINE, by, what), "")
        assert previous[:16] == link, what


def test_a_later_key_is_written_only_where_it_says_something():
    later = {(kind, field.name) for kind, what in KINDS.items() for field in fields(what) if LATER in field.metadata}
    assert later == {
        ("opened", "answers"), ("opened", "flag"), ("opened", "split_from"), ("messaged", "notice"),
        ("triaged", "product"), ("triaged", "product_was"), ("comfort-asked", "contact"),
            ("waived", "about"),
    }  # fmt: skip
    assert encode_what(facts.Messaged(public=True)) == {"public": True, "automatic": False}
    assert encode_what(facts.Messaged(public=True, notice=(3,))) == {"public": True, "automatic": False, "notice": [3]}
    told = Fact(1, NINE, NINE, ANA, facts.Opened(1, "gold", "emea", flag="expired"))
    assert decode(encode(told)) == told


# A line that a person writes: who does what, if nothing is said


def by_default(kind):
    """Read a line whose second fact says nothing of who did it; return the side."""
    opened = {"at": "2026-03-02T09:00Z", "fact": "opened", "plan": "gold", "severity": 1, "region": "emea"}
    keys = SAYING.get(kind, {})
    line = {"case": "x", "facts": [opened, {"at": "2026-03-02T10:00Z", "fact": kind, **keys}]}
    return str(read_case(line, "abc").history[-1].by.side)


AN_HOUR = {"promise": "diagnosis-update", "cycle": 1, "due_at": "2026-03-02T11:00Z"}
SAYING = {
    "owner-set": {"owner": None},
    "waiting-set": {"status": None},
    "merged-into": {"case": "y"},
    "merged-from": {"case": "y"},
    "split-off": {"case": "y"},
    "triaged": {"complexity": "simple", "tier": 1, "skill": ""},
    "severity-asked": {"severity": 2},
    "severity-changed": {"severity": 2},
    "severity-declined": {"request": 1},
    "plan-changed": {"plan": "gold"},
    "agreement-proposed": {"promise": "diagnosis-update", "every": "1 day"},
    "agreement-made": {"promise": "diagnosis-update", "every": "1 day"},
    "agreement-declined": {"proposal": 1},
    "agreement-ended": {"agreement": 1},
    "date-accepted": {"date": "2026-03-09T10:00Z"},
    "fix-identified": {"fix": "GW-1"},
    "fix-withdrawn": {"fix": "GW-1"},
    "date-given": {"date": "2026-03-09T10:00Z"},
    "release-rescheduled": {"release": "5.8.2", "fixes": ["GW-1"]},
    "fix-removed": {"fix": "GW-1", "release": "5.8.2"},
    "fix-released": {"fix": "GW-1"},
    "due-soon": AN_HOUR,
    "breached": AN_HOUR,
    "waived": AN_HOUR,
    "protocol-moved": {"protocol": "def"},
    "protocol-pinned": {"protocol": "abc"},
    "resource-asked": {"group": "engineering", "due_at": "2026-03-02T11:00Z"},
    "resource-owned": {"request": 1, "owner": None},
    "resource-answered": {"request": 1},
    "resource-withdrawn": {"request": 1},
    "handover-offered": {"region": "americas", "to": "", "due_at": "2026-03-02T11:00Z", "mood": ""},
    "handover-questioned": {"offer": 1},
    "handover-accepted": {"offer": 1},
    "handover-withdrawn": {"offer": 1},
    "tier-raised": {"tier": 2},
    "course-set": {"course": "home"},
    "escalated": {"rung": 2, "asks": "", "findings": False},
    "point-person-set": {"escalation": 1, "person": "dan"},
    "duty-done": {"escalation": 1, "duty": "plan"},
    "findings-written": {"escalation": 1},
    "comfort-asked": {"escalation": 1},
    "comfort-said": {"escalation": 1, "comfortable": True},
    "escalation-settled": {"escalation": 1},
}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"opened", "messaged"}))
def test_a_line_says_who_did_it_only_where_that_is_not_plain(kind):
    side = "customer" if kind in BY_CUSTOMER else "system" if kind in BY_SYSTEM else "staff"
    assert by_default(kind) == side
