"""A case is read once where two documents cannot differ on it, and nobody can tell (O12.1)."""

from sundial.protocol.alike import alike
from sundial.protocol.backtest import compared, opened_under
from sundial.protocol.document import SHIPPED, from_json, load, shipped, to_json
from sundial.protocol.history_error import HistoryError
from tests.tales import tales
from tests.test_moves_decided import without

PUBLISHED, HALVED = shipped(), load(SHIPPED.parent / "examples" / "silver-halved.toml")
DOCUMENTS = {one.digest: one for one in (PUBLISHED, HALVED)}


def test_documents_are_alike_for_the_plans_that_promise_the_same():
    assert alike(PUBLISHED, HALVED) == {"platinum", "emerald", "gold"}
    assert alike(PUBLISHED, PUBLISHED) == set(PUBLISHED.plans)
    assert alike(PUBLISHED, without("plans", "silver")) == set()


def test_a_document_with_another_rule_is_alike_for_none():
    document = to_json(PUBLISHED)
    document["statuses"]["waiting-for-customer"]["pauses"] = ["diagnosis-update"]
    assert alike(PUBLISHED, from_json(document)) == set()


def test_what_is_not_read_twice_would_have_been_read_the_same(monkeypatch):
    """Whatever happened, other plans and severities among it: read once where that is enough, then always twice."""
    histories = [tuple(list(tales(seed, 20))[-1].facts) for seed in range(40)]
    once = [paired(history) for history in histories]
    monkeypatch.setattr("sundial.protocol.backtest.alike", lambda *_: frozenset())
    assert [paired(history) for history in histories] == once
    assert any(len(pairs) > 3 for pairs in once)


def paired(history):
    """Return what can be told of each pair, or that the history cannot be (it has what these two do not know)."""
    try:
        pairs = list(compared(opened_under(history, PUBLISHED.digest), DOCUMENTS, HALVED.digest))
    except HistoryError as error:
        return str(error).removeprefix("under the other document: ")
    return [[(one.cell, one.late, one.clock[:10]) if one else None for one in pair] for pair in pairs]
