"""Protocol 04: the wizard asks what distinguishes a severity from the next, and its answers settle one (O4.1, O4.2)."""

from itertools import product

import pytest

from sundial.protocol.document import Question, shipped
from sundial.protocol.severity import AnswerError, answers_as_text, answers_from_text, severity_by

ASKED = shipped().questions
DOWN, DEGRADED, WIDESPREAD = (question.key for question in ASKED)


@pytest.mark.parametrize(
    ("answers", "severity"),
    [
        ({DOWN: True}, 1),
        ({DOWN: False, DEGRADED: True}, 2),
        ({DOWN: False, DEGRADED: False, WIDESPREAD: True}, 3),
        ({DOWN: False, DEGRADED: False, WIDESPREAD: False}, 4),
        ({DOWN: True, DEGRADED: False, WIDESPREAD: False}, 1),
        ({DOWN: False, DEGRADED: True, WIDESPREAD: True}, 2),
    ],
)
def test_the_first_yes_settles_the_severity_and_no_to_everything_the_last(answers: dict[str, bool], severity: int):
    assert severity_by(ASKED, answers) == severity


@pytest.mark.parametrize(
    "answers", [{}, {DOWN: False}, {DEGRADED: True}, {DOWN: False, WIDESPREAD: True}, {"colour": True}]
)
def test_nothing_is_settled_while_a_question_before_the_first_yes_is_open(answers: dict[str, bool]):
    assert severity_by(ASKED, answers) is None


def test_a_document_that_asks_nothing_settles_nothing():
    assert severity_by((), {DOWN: True}) is None


def test_an_answer_to_a_question_that_is_asked_no_more_counts_for_nothing():
    only = (Question(key="broken", asks="Is it broken?", yes=1, no=2),)

    assert severity_by(only, {DOWN: True, "broken": False}) == 2


def test_answers_are_kept_as_texts_and_read_back_as_they_were_given():
    for said in product((True, False), repeat=3):
        answers = dict(zip((WIDESPREAD, DOWN, DEGRADED), said, strict=True))
        assert list(answers_from_text(answers_as_text(answers)).items()) == list(answers.items())
    assert answers_as_text({DOWN: False, DEGRADED: True}) == ("down=no", "degraded=yes")


@pytest.mark.parametrize("text", ["", "down", "down=", "=yes", "down=perhaps", "down=Yes", "degraded=no"])
def test_a_text_that_is_no_answer_is_refused_and_so_is_a_second_one_to_the_same_question(text: str):
    with pytest.raises(AnswerError, match="allowed: a question and yes or no"):
        answers_from_text(["degraded=yes", text])
