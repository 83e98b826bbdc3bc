"""Facts: read strictly, written in one way, chained so that no history can be changed unseen (O12.1)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.facts import (
    KINDS,
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
    in_order,
)
from sundial.protocol.facts_json import (
    FactError,
    canonical,
    content_digest,
    decode,
    decode_what,
    digest,
    encode,
    encode_what,
    link,
)
from sundial.protocol.promises import Promise

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=zones)
whats = st.one_of(
    st.builds(Opened, st.integers(1, 4), st.text(), st.text(), st.lists(st.text()).map(tuple), st.text(), st.text()),
    st.builds(Messaged, st.booleans(), st.booleans()),
    st.builds(OwnerSet, st.none() | st.text()),
    st.sampled_from([Resolved(), Reopened(), Closed()]),
    st.builds(DueSoon, st.sampled_from(Promise), st.integers(1), instants),
    st.builds(Breached, st.sampled_from(Promise), st.integers(1), instants),
)
facts = st.builds(Fact, st.integers(1), instants, instants, st.builds(By, st.text(), st.sampled_from(Side)), whats)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPENED = Fact(1, NINE, NINE, By("ana", Side.CUSTOMER), Opened(1, "gold", "emea", ("emea",), "phone", "abc"))
WRITTEN = {
    "seq": 1,
    "at": "2026-03-02T09:00:00Z",
    "recorded_at": "2026-03-02T09:00:00Z",
    "by": {"id": "ana", "side": "customer"},
    "fact": "opened",
    "severity": 1,
    "plan": "gold",
    "home_region": "emea",
    "regions": ["emea"],
    "channel": "phone",
    "protocol": "abc",
}


def test_a_fact_is_written_as_one_flat_object():
    assert encode(OPENED) == WRITTEN
    assert decode(WRITTEN) == OPENED


@given(facts)
def test_a_fact_that_is_written_and_read_again_is_the_same(fact):
    assert decode(encode(fact)) == fact
    assert encode(decode(encode(fact))) == encode(fact)


@given(whats)
def test_what_happened_is_read_back_from_its_kind_and_its_keys(what):
    kind = next(kind for kind, made in KINDS.items() if isinstance(what, made))
    assert decode_what(kind, encode_what(what)) == what


def test_what_has_a_default_may_be_left_out():
    short = {key: value for key, value in WRITTEN.items() if key not in ("regions", "channel", "protocol")}
    assert decode(short).what == Opened(1, "gold", "emea")


@pytest.mark.parametrize("key", ["seq", "at", "recorded_at", "by", "fact", "severity", "plan", "home_region"])
def test_a_missing_key_is_named(key):
    short = {name: value for name, value in WRITTEN.items() if name != key}
    with pytest.raises(FactError, match="is missing") as caught:
        decode(short)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seq", 0),
        ("seq", True),
        ("seq", "1"),
        ("at", "2026-03-02T09:00:00"),
        ("at", "yesterday"),
        ("at", 1772442000),
        ("at", "0001-01-01T00:00:00+14:00"),
        ("recorded_at", None),
        ("by", "ana"),
        ("fact", "shouted"),
        ("fact", ["opened"]),
        ("severity", "1"),
        ("severity", 0),
        ("plan", 7),
        ("regions", "emea"),
        ("regions", [1]),
        ("color", "red"),
    ],
)
def test_a_wrong_or_unknown_key_is_named(key, value):
    with pytest.raises(FactError) as caught:
        decode({**WRITTEN, key: value})
    assert caught.value.key == key
    assert str(caught.value).startswith(f"{key}: ")


@pytest.mark.parametrize(
    ("by", "key"),
    [({}, "by.side"), ({"side": "boss"}, "by.side"), ({"side": "staff", "id": 7}, "by.id"), ({"name": "x"}, "by.name")],
)
def test_a_wrong_author_is_named(by, key):
    with pytest.raises(FactError) as caught:
        decode({**WRITTEN, "by": by})
    assert caught.value.key == key


@pytest.mark.parametrize("key", ["at", "recorded_at"])
def test_a_fact_without_a_time_zone_cannot_be(key):
    with pytest.raises(FactError, match=f"{key}: .* has no time zone"):
        replace(OPENED, **{key: datetime(2026, 3, 2, 9)})


def test_the_hour_that_happens_twice_is_told_apart():
    once = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Bucharest"))
    first, second = replace(OPENED, seq=2, at=once.replace(fold=0)), replace(OPENED, at=once.replace(fold=1))
    assert in_order((second, first)) == [first, second]


@given(facts, st.binary(min_size=8, max_size=16), st.text(min_size=1))
def test_the_chain_is_the_same_wherever_the_instant_was_written_down(fact, salt, text):
    elsewhere = replace(fact, at=fact.at.astimezone(timezone(timedelta(hours=5, minutes=45))))
    words = content_digest(text, salt)
    assert digest("before", fact, words) == digest("before", elsewhere, words)


@given(facts, facts)
def test_two_different_facts_never_share_a_link(one, other):
    assert (digest("", one, "") == digest("", other, "")) == (encode(one) == encode(other))


@given(facts, st.text(), st.text())
def test_a_link_is_made_over_the_canonical_form_and_over_nothing_else(fact, previous, words):
    whole = {"previous": previous, "fact": encode(fact), "content": words}
    assert link(previous, fact, words).encode() == canonical(whole)


def test_a_link_changes_with_the_link_before_it_and_with_the_words():
    links = {digest("", OPENED, ""), digest("x", OPENED, ""), digest("", OPENED, content_digest("words", b"salt"))}
    assert len(links) == 3
    assert all(len(link) == 64 for link in links)


def test_words_are_in_the_chain_as_a_salted_digest_alone():
    assert content_digest("words", b"salt") != content_digest("words", b"pepper")
    assert content_digest("", b"salt") == ""
