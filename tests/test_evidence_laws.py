"""Of any case that can be: its pack holds, says what its clocks say, and no change of it passes (O12.1)."""

import random

import pytest

from sundial.protocol.case import named_protocols
from sundial.protocol.clock_json import figures
from sundial.protocol.document import to_json
from sundial.protocol.evidence import Kept, NotAPack, Said, check, made_with, pack, written
from sundial.protocol.evidence.named import named_by
from sundial.protocol.facts_json import content_digest, digest
from tests.changing import changes
from tests.made_up import made_up
from tests.tale import Tale

HERE = made_with()


def kept(tale: Tale) -> Kept:
    """Keep a case that was made up, as the desk would, with words on every second fact."""
    facts: list[Said] = []
    previous = "a case"
    for fact in tale.facts:
        text, salt = (f"words {fact.seq}", b"salt" * 4) if fact.seq % 2 else ("", b"")
        words = content_digest(text, salt)
        previous = digest(previous, fact, words)
        facts.append(Said(fact, previous, words, text, salt.hex()))
    named = named_protocols(tale.facts)
    documents = {name: to_json(tale.protocols[name]) for name in sorted(named)}
    people = {id_: {"name": id_.title()} for fact in tale.facts for id_ in named_by(fact) if id_}
    case = dict.fromkeys(("number", "customer", "contact", "subject", "product", "version"), "x") | {"id": "a case"}
    return Kept(case, tuple(facts), documents, people, (), HERE)


@pytest.mark.parametrize("seed", range(20))
def test_any_case_can_be_taken_out_and_every_change_of_it_is_found(seed):
    tale = made_up(seed)
    content = pack(kept(tale))

    assert check(written(content), HERE).fault == ""
    clocks = [figures(clock) for clock in tale.clocks()]
    assert [{key: one[key] for key in clocks[0]} for one in content["clocks"]] == clocks
    assert [what for what, changed in changes(content, random.Random(seed), 5) if not found(changed)] == []


def found(changed) -> bool:
    try:
        return check(written(changed), HERE).fault != ""
    except NotAPack:
        return True
