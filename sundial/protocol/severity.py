"""Protocol 04, severity: what the wizard's answers come to, in the protocol's own terms (O4.1, O4.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sundial.protocol.document import Question

YES, NO = "yes", "no"


class AnswerError(ValueError):
    """An answer that cannot be read: it says what was found and what is allowed."""


def severity_by(questions: Sequence[Question], answers: Mapping[str, bool]) -> int | None:
    """Return the severity that the answers settle: that of the first yes, or after every no the last one's (O4.2).

    None while they settle nothing: a question before the first yes is not answered yet, or nothing is asked at all.
    Answers to other questions, such as those of an earlier revision, count for nothing.
    """
    for question in questions:
        answer = answers.get(question.key)
        if answer is None:
            return None
        if answer:
            return question.yes
    return questions[-1].no if questions else None


def answers_as_text(answers: Mapping[str, bool]) -> tuple[str, ...]:
    """Return answers as a fact keeps them, in the order in which they were given: "down=no"."""
    return tuple(f"{key}={YES if answer else NO}" for key, answer in answers.items())


def answers_from_text(texts: Iterable[str]) -> dict[str, bool]:
    """Return the answers that `answers_as_text` wrote; raises AnswerError on what is none, or is there twice."""
    answers: dict[str, bool] = {}
    for text in texts:
        key, _, answer = text.partition("=")
        if not key or answer not in (YES, NO) or key in answers:
            raise AnswerError(f'answer "{text:.60}"; allowed: a question and yes or no, such as down=no, each once')
        answers[key] = answer == YES
    return answers


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the wizard: the severity that it settles, by which yes (None: by a no to everything)."""

    severity: int
    answers: Mapping[str, bool]
    by: Question | None


def ways(questions: Sequence[Question]) -> tuple[Way, ...]:
    """Return every way through the wizard, so that it can be asked as one choice: the first that is true (O4.2)."""
    found: list[Way] = []
    noes: dict[str, bool] = {}
    for question in questions:
        found.append(Way(question.yes, {**noes, question.key: True}, question))
        noes[question.key] = False
    last = questions[-1].no if questions else None
    return (*found, Way(last, noes, None)) if last is not None else tuple(found)
