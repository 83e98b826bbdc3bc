"""Protocol 04, severity: how far the wizard asks, and so which answers are kept (O4.2)."""

from collections.abc import Mapping, Sequence

from sundial.protocol.document import Question


def answers_that_count(questions: Sequence[Question], answers: Mapping[str, bool]) -> dict[str, bool]:
    """Return the answers in the order of the questions, up to the first yes: what is asked after it tells nothing.

    A question that was left open ends them too: the wizard asks one after the other.
    """
    counted: dict[str, bool] = {}
    for question in questions:
        answer = answers.get(question.key)
        if answer is None:
            break
        counted[question.key] = answer
        if answer:
            break
    return counted
