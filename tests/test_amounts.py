"""O6: how much time a promise is given, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.amounts import AmountError, BusinessDays, BusinessTime, Elapsed, parse


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30 minutes", Elapsed(1800)),
        ("1 minute", Elapsed(60)),
        ("2 hours", Elapsed(7200)),
        ("1.5 hours", Elapsed(5400)),
        ("0.5 minutes", Elapsed(30)),
        ("90 seconds", Elapsed(90)),
        ("1 day", Elapsed(86_400)),
        ("0.1 days", Elapsed(8640)),
        ("0 hours", Elapsed(0)),
        ("4 business hours", BusinessTime(14_400)),
        ("0.5 business hours", BusinessTime(1800)),
        ("90 business minutes", BusinessTime(5400)),
        ("1 business day", BusinessDays(1)),
        ("3 business days", BusinessDays(3)),
        ("2.0 business days", BusinessDays(2)),
        ("  2   business   hours ", BusinessTime(7200)),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, amount):
    assert parse(text) == amount


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("0.5 business minutes", "whole minutes"),
        ("0.001 business hours", "whole minutes"),
        ("0.01 minutes", "whole seconds"),
        ("0.5 seconds", "whole seconds"),
        ("30 business seconds", "not an amount"),
        ("1.5 business days", "business days are whole"),
        ("-1 hours", "negative"),
        ("-2 business days", "negative"),
        ("2", "business day"),
        ("two hours", "business day"),
        ("2 weeks", "business day"),
        ("2 working hours", "business day"),
        ("2hours", "business day"),
        ("1e3 hours", "business day"),
        ("٢ hours", "business day"),
        ("9999999999 hours", "business day"),
        ("", "business day"),
        (7200, "business day"),
        (None, "business day"),
    ],
)
def test_anything_else_is_refused_with_what_was_found_and_what_is_allowed(text, word):
    with pytest.raises(AmountError, match=word) as refused:
        parse(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Elapsed(3600), "1 hour"),
        (Elapsed(7200), "2 hours"),
        (Elapsed(5400), "90 minutes"),
        (Elapsed(86_400), "1 day"),
        (Elapsed(90), "90 seconds"),
        (Elapsed(0), "0 minutes"),
        (BusinessTime(12 * 3600), "12 business hours"),
        (BusinessTime(60), "1 business minute"),
        (BusinessTime(0), "0 business minutes"),
        (BusinessDays(1), "1 business day"),
        (BusinessDays(0), "0 business days"),
    ],
)
def test_an_amount_is_written_in_its_largest_whole_unit(amount, text):
    assert str(amount) == text


@given(st.integers(0, 10**6), st.sampled_from([Elapsed, BusinessTime, BusinessDays]))
def test_what_is_written_is_read_back(count, kind):
    amount = kind(count * 60 if kind is BusinessTime else count)
    assert parse(str(amount)) == amount


@pytest.mark.parametrize("kind", [Elapsed, BusinessTime, BusinessDays])
@pytest.mark.parametrize("count", [-1, 1.5, True, "1", None])
def test_an_amount_is_a_whole_number_and_not_negative(kind, count):
    with pytest.raises(AmountError):
        kind(count)


def test_the_three_kinds_never_mix():
    assert Elapsed(1) != BusinessTime(1) != BusinessDays(1) != Elapsed(1)
    for one, other in ((Elapsed(1), BusinessTime(2)), (BusinessTime(1), BusinessDays(2))):
        with pytest.raises(TypeError):
            one < other  # noqa: B015
