"""Letters are read whatever they are, and judged by rule: held or dropped with the reason, never answered in a loop."""

import base64
import hashlib
import hmac
import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from sundial.protocol.document import shipped
from sundial.protocol.letters import Fate, Ours, Seen, judge, may_answer, read
from sundial.protocol.letters.headers import head_of
from sundial.protocol.letters.judging import CROWD, FLOOD, FLOODED, OFTEN, Why
from sundial.protocol.letters.proof import received_at
from sundial.protocol.letters.seeing import Shown, leader_of, who_hears, who_sees
from sundial.protocol.letters.signed import Signing, is_named_in_time, secrets_of
from sundial.protocol.stand_in import Colleague
from tests.nasty_letters import NASTY, OURS, TRUSTED, letter, proved

US = Ours(frozenset({OURS}), "vendor.example", TRUSTED)
NO_WORDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def judged(raw, *, leadership=True, **seen):
    return judge(read(raw, US), Seen(**seen), leadership=leadership)


@pytest.mark.parametrize("nasty", NASTY, ids=str)
def test_a_nasty_letter_is_read_quickly_safely_and_judged_by_its_rule(nasty):
    started = time.process_time()
    found = read(nasty.raw, US)
    assert time.process_time() - started < 1.5
    said = (found.subject, found.sender.name, found.text, *(one.name for one in found.attachments))
    assert [one for one in said if NO_WORDS.search(one)] == []
    assert "\n" not in found.subject + found.sender.name
    assert len(found.text) <= 20_000
    for name in ("text", "subject"):
        if (wanted := getattr(nasty, name)) is not None:
            assert getattr(found, name) == wanted
    assert found.sender.address == (nasty.sender if nasty.sender is not None else found.sender.address)

    here, elsewhere = (judge(found, Seen(), leadership=one) for one in (True, False))
    assert here.why == nasty.why
    assert here.fate is (Fate.QUEUE if nasty.why == "letter" else here.fate)
    assert here.fate in (Fate.QUEUE, Fate.HELD, Fate.DROPPED)
    assert elsewhere.fate in (Fate.ASTRAY, Fate.DROPPED)
    assert (elsewhere.fate is Fate.ASTRAY and may_answer(found)) == nasty.answered


def test_there_are_enough_of_them_and_every_rule_but_those_of_numbers_decides_one():
    assert len(NASTY) >= 60
    assert {nasty.why for nasty in NASTY} == set(Why) - {Why.ASTRAY, Why.FLOOD, Why.OFTEN, Why.LARGE}


def test_a_letter_too_large_is_read_by_its_head_and_held():
    found = read(letter("Subject: All logs", body="x" * 1000), US, whole=False)
    assert (found.subject, found.text) == ("All logs", "")
    assert judge(found, Seen(), leadership=True).why is Why.LARGE


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ({"of_sender": OFTEN - 1, "of_strangers": CROWD - 1}, Why.LETTER),
        ({"of_sender": OFTEN}, Why.OFTEN),
        ({"of_strangers": CROWD}, Why.OFTEN),
        ({"of_sender": FLOOD}, Why.FLOOD),
        ({"of_strangers": FLOODED}, Why.FLOOD),
        ({"of_strangers": FLOODED, "stranger": False}, Why.LETTER),  # a customer is not held for what others send
    ],
)
def test_many_letters_are_held_and_a_flood_is_dropped(seen, why):
    assert judged(letter(), **seen).why is why


def test_the_same_letter_by_two_ways_is_one_and_another_is_another():
    first = read(letter("Message-ID: <a@b>", "Received: from x"), US)
    again = read(letter("Received: from y", "Received: from x", "Message-ID: <a@b>"), US)
    assert first.digest == again.digest
    assert len({read(letter("Message-ID: <a@b>", body=one), US).digest for one in ("x", "y")} | {first.digest}) == 3


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"from x by {TRUSTED} with ESMTPS id 1; Mon, 2 Mar 2026 10:00:00 +0100", "09:00"),
        (f"from {TRUSTED} by evil.example; Mon, 2 Mar 2026 10:00:00 +0100", None),
        (f"from x by {TRUSTED}.evil.example; Mon, 2 Mar 2026 10:00:00 +0100", None),
        (f"from x by {TRUSTED}; yesterday", None),
    ],
)
def test_when_a_letter_came_is_our_own_servers_word_or_nobodys(line, found):
    at = received_at(head_of(letter(f"Received: {line}")), TRUSTED)
    assert (at and f"{at.astimezone(UTC):%H:%M}") == found


def test_a_webhook_fits_one_of_the_secrets_and_nothing_else():
    (old, new) = secrets_of(["whsec_" + "QUJD" * 8, "REVG" * 8])

    def signed(secret, body=b"letter", named="msg_1", stamp="1"):  # fmt: skip
        one = Signing((secret,), named, stamp)
        one.update(body)
        return one

    def signature(secret, **more):
        values = {"named": "msg_1", "stamp": "1", "body": "letter"} | more
        words = "{named}.{stamp}.{body}".format(**values).encode()
        return "v1," + base64.b64encode(hmac.new(secret, words, hashlib.sha256).digest()).decode()

    both = Signing((new, old), "msg_1", "1")
    both.update(b"let")
    both.update(b"ter")
    assert both.fits(signature(old))
    assert both.fits(f"v1a,xyz {signature(new)}")
    assert not signed(new).fits(signature(old))
    assert not any(both.fits(signature(new, **{name: "x"})) for name in ("named", "stamp", "body"))
    assert not any(both.fits(one) for one in ("", "v1,", "v1,é", "v2," + signature(new)[3:]))


@pytest.mark.parametrize(
    ("named", "minutes", "fits"),
    [("msg_1", 0, True), ("msg_1", 5, True), ("msg_1", -5, True), ("msg_1", 6, False), ("msg_1", -6, False),
     ("", 0, False), ("a b", 0, False), ("x" * 201, 0, False)],
)  # fmt: skip
def test_a_webhook_has_a_name_and_is_at_most_five_minutes_old(named, minutes, fits):
    stamp = str(int((NOON + timedelta(minutes=minutes)).timestamp()))
    assert is_named_in_time(named, stamp, NOON) == fits
    assert not is_named_in_time("msg_1", stamp + "9" * 9, NOON)


def test_secrets_that_are_too_short_or_none_are_refused():
    for written in ("whsec_QUJD", "no base64!"):
        with pytest.raises(ValueError, match="secret of a webhook"):
            secrets_of([written])


def team(*people):
    return [Colleague(name, name, role, region) for name, role, region in people]


TEAM = team(
    ("cora", "cx-coordinator", "emea"), ("dan", "duty-manager", "emea"), ("max", "duty-manager", "americas"),
    ("dora", "director", "americas"), ("eve", "engineer", "emea"), ("vera", "vp", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "sees", "hears"),
    [
        (Shown(""), "cora dan max dora", "cora dan max"),
        (Shown("emea"), "cora dan", "cora dan"),
        (Shown("emea", known=True), "cora dan max dora", "cora dan max"),
        (Shown("apj"), "cora dan max dora", "cora dan max"),  # where nobody is everybody looks
        (Shown("americas", walls=(("emea",),)), "cora dan", "cora dan"),  # the wall before the mailbox
        (Shown("", walls=(("emea", "apj"), ("americas", "emea"))), "cora dan", "cora dan"),
        (Shown("", walls=(("emea",), ("americas",))), "", ""),
        (Shown("", walls=(("americas",),), known=True), "max dora", "max"),
    ],
)
def test_an_unconfirmed_letter_is_seen_inside_every_wall_that_it_may_be_behind(shown, sees, hears):
    seeing = who_sees(shown, TEAM)
    assert " ".join(one.id for one in seeing) == sees
    assert " ".join(one.id for one in who_hears(seeing)) == hears


def test_the_leaders_mailboxes_are_the_documents():
    assert leader_of("SupportEscalation_EMEA@opswat.com", shipped()).region == "emea"
    assert leader_of("supportescalation_vp@opswat.com", shipped()).region is None
    assert leader_of("support@opswat.com", shipped()) is None
    assert may_answer(read(proved(), US))
