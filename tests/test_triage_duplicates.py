"""Likely duplicates: the same customer first, then the same product; rare words tell more, and each says why (O3.1)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.duplicates import MOST, Account, likely, words_of

CASE = Account("SD-1", "acme", "Gateway", "Policy sync stalls since 5.8.1", "The policy push hangs, the lock stays.")
TWIN = Account("SD-2", "acme", "Gateway", "Policy sync hangs", "Since 5.8.1 no push arrives.")
OTHERS = tuple(
    Account(f"SD-9{at}", "acme", "Gateway", subject, "Please have a look.")
    for at, subject in enumerate(("Reports are slow", "Licence for a third node", "Mail is not delivered"))
)


def found(case, *others):
    return [alike.number for alike in likely(case, others)]


def test_a_case_that_shares_rare_words_is_named_with_the_words():
    (alike,) = likely(CASE, (TWIN, *OTHERS))

    assert alike.number == "SD-2"
    assert alike.reason == "same customer, same product, shares “policy”, “sync”, “5.8.1”, “hang”"


def test_common_words_alone_make_nothing_alike():
    one = Account("SD-1", "acme", "Gateway", "Please help with this", "We have a case since it was not the same.")
    assert found(one, replace(one, number="SD-2")) == []


def test_the_same_customer_comes_first_however_alike_another_is():
    copy = replace(CASE, number="SD-3", customer="other")
    assert found(CASE, copy, TWIN, *OTHERS) == ["SD-2", "SD-3"]
    assert likely(CASE, (copy, TWIN))[1].reason.startswith("same product, shares")


def test_another_customer_s_case_about_another_product_is_not_weighed():
    stranger = replace(CASE, number="SD-3", customer="other", product="Kiosk")
    nameless = replace(stranger, product="")
    assert found(CASE, stranger, nameless) == []
    assert found(replace(CASE, product=""), nameless) == []


def test_a_word_that_everybody_uses_tells_less_than_one_that_two_use():
    common = [Account(f"SD-8{at}", "acme", "", "Upload fails on node", "timeout") for at in range(6)]
    case = Account("SD-1", "acme", "", "Upload fails, nebulous handshake", "timeout")
    rare = Account("SD-2", "acme", "", "Nebulous handshake", "again")

    assert found(case, *common, rare)[0] == "SD-2"


def test_a_subject_counts_more_than_the_message():
    assert words_of(CASE)["policy"] == 2
    assert words_of(CASE)["lock"] == 1
    assert "the" not in words_of(CASE)


def test_a_version_is_one_word_and_plural_and_singular_are_the_same():
    words = words_of(Account("", "", "", "Gateways 5.8.1 in HA-pair", "class status"))
    assert set(words) == {"gateway", "5.8.1", "ha-pair", "class", "status"}


def test_at_most_five_are_named_and_the_case_itself_is_not():
    many = [replace(TWIN, number=f"SD-{at:03}") for at in range(20)]
    assert len(likely(CASE, (*many, CASE))) == MOST
    assert "SD-1" not in found(CASE, CASE, *many)


ACCOUNTS = st.lists(
    st.builds(
        Account,
        number=st.uuids().map(str),
        customer=st.sampled_from(["acme", "other"]),
        product=st.sampled_from(["Gateway", "Kiosk", ""]),
        subject=st.lists(st.sampled_from(["policy", "sync", "5.8.1", "lock", "node", "hangs"])).map(" ".join),
        text=st.text(max_size=40),
    ),
    max_size=12,
    unique_by=lambda one: one.number,
)


@given(ACCOUNTS)
def test_the_order_in_which_the_others_come_changes_nothing_and_every_score_is_a_share(others):
    there, back = likely(CASE, others), likely(CASE, reversed(others))

    assert there == back
    assert all(0 < alike.score <= 1.000001 for alike in there)
    assert list(there) == sorted(there, key=lambda one: (not one.same_customer, -one.score, one.number))
