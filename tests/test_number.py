"""Case numbers: random, so that a gap tells nothing (O2.7), and safe to read out on the phone."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sundial.protocol.number import ALPHABET, COUNT, is_number, normalise, number_of

numbers = st.integers(0, COUNT - 1).map(number_of)
places = st.sampled_from([3, 4, 5, 6, 8, 9, 10])


def test_a_number_is_grouped_and_has_no_characters_that_look_alike():
    assert number_of(188_476_374) == "SD-7K3M-92Q"
    assert not set("0OILU") & set(ALPHABET)


@given(numbers)
def test_every_number_is_one_and_reads_as_itself(number):
    assert is_number(number)
    assert normalise(number) == number


@given(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1))
def test_two_cases_never_share_a_number(one, other):
    assert (number_of(one) == number_of(other)) == (one == other)


@pytest.mark.parametrize("written", ["sd-7k3m-92q", "SD7K3M92Q", " 7K3M-92Q ", "7k3m92q", "SD 7K3M 92Q", "sd-7k3m92q"])
def test_lower_case_and_missing_dashes_are_forgiven(written):
    assert normalise(written) == "SD-7K3M-92Q"
    assert not is_number(written)


@given(numbers.filter(lambda number: "1" in number))
def test_a_letter_that_looks_like_a_one_is_read_as_one(number):
    assert normalise(number.replace("1", "I")) == normalise(number.replace("1", "l")) == number


@given(numbers, places, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(number, place, wrong):
    assume(number[place] != wrong)
    assert normalise(number[:place] + wrong + number[place + 1 :]) is None


@given(numbers, places, places)
def test_two_characters_that_changed_places_are_always_caught(number, one, other):
    assume(number[one] != number[other])
    characters = list(number)
    characters[one], characters[other] = characters[other], characters[one]
    assert normalise("".join(characters)) is None


NOT_NUMBERS = ["", "SD-", "SD-7K3M-92", "SD-7K3M-92QQ", "XX-7K3M-92Q", "7K3M-9UQ", "SD-ßK3M-92Q", "٣K3M92Q"]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_no_number_is_none(text):
    assert normalise(text) is None
    assert not is_number(text)


@pytest.mark.parametrize("value", [-1, COUNT])
def test_a_number_beyond_the_last_is_refused(value):
    with pytest.raises(ValueError, match="from 0 to"):
        number_of(value)
