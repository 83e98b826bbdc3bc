"""What the parts of a document owe each other: no cell of a table missing, no name that stands for nothing.

It reads the document as it was written, before it has a form, so that all its errors are told at once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sundial.protocol.document.errors import Problem, one_of, shown
from sundial.protocol.promises import PHASES

Written = Mapping[str, Any]


def inconsistencies(document: Written) -> Iterator[Problem]:
    """Find what is missing between the parts of a document, whatever the form of the parts themselves."""
    yield from _tables(document)
    yield from _every_promise(document, "promises")
    yield from _every_promise(document, "warn")
    yield from _names(document)
    yield from _places(document)
    yield from _levels(document)
    yield from _questions(document)


def _tables(document: Written) -> Iterator[Problem]:
    seen = Counter(plan for table in _parts(document, "tables").values() for plan in _texts(table, "plans"))
    for plan in _parts(document, "plans"):
        if seen[plan] != 1:
            yield Problem(f"plans.{plan}", f"{seen[plan]} tables of targets", "exactly one")
    for key, table in _parts(document, "tables").items():
        yield from _cells(document, table, f"tables.{key}")


def _cells(document: Written, table: Written, where: str) -> Iterator[Problem]:
    severities, rows = _parts(document, "severities"), _parts(table, "targets")
    for number in severities:
        yield from _every_promise(rows.get(number, {}), f"{where}.targets.{number}", whole=True)
    for number in rows:
        if number not in severities:
            yield Problem(f"{where}.targets.{number}", f"severity {number}", one_of(severities))
    yield from _every_promise(_mapping(table.get("headings")), f"{where}.headings", whole=True)


def _every_promise(part: Written, where: str, *, whole: bool = False) -> Iterator[Problem]:
    has = part if whole else _mapping(part.get(where))
    for promise in PHASES:
        if promise not in has:
            yield Problem(f"{where}.{promise}", "nothing", "a value: every promise needs one")


def _names(document: Written) -> Iterator[Problem]:
    """Every name that one part uses for another must be the key of such a part."""
    for where, name, of in (
        *_team_names(document),
        *_rung_names(document),
        *_other_names(document),
        *_source_names(document),
    ):
        if isinstance(name, str) and name not in _mapping(document.get(of)):  # another form is the form's fault
            yield Problem(where, shown(name), one_of(_mapping(document.get(of))))


Name = tuple[str, Any, str]  # where a name stands, the name, and of which part it must be a key


def _team_names(document: Written) -> Iterator[Name]:
    leaders = {f"leadership.{place}": leader for place, leader in _listed(document, "leadership")}
    roles = {f"roles.{key}": role for key, role in _parts(document, "roles").items()}
    phones = {f"phones.{key}": phone for key, phone in _parts(document, "phones").items()}
    for where, part in {**leaders, **roles, **phones}.items():
        for key, of in (("role", "roles"), ("each", "roles"), ("region", "regions")):
            if part.get(key) is not None:
                yield f"{where}.{key}", part[key], of


def _rung_names(document: Written) -> Iterator[Name]:
    ladder = _mapping(document.get("ladder"))
    rungs = {f"ladder.rungs.{key}": rung for key, rung in _parts(ladder, "rungs").items()}
    for where, part in {"ladder.opening": _mapping(ladder.get("opening")), **rungs}.items():
        for key in ("answered_by", "owner", "informs", "told", "may_speak_to"):
            for place, role in enumerate(_texts(part, key)):
                yield f"{where}.{key}.{place}", role, "roles"


def _other_names(document: Written) -> Iterator[Name]:
    for key, table in _parts(document, "tables").items():
        for place, plan in enumerate(_texts(table, "plans")):
            yield f"tables.{key}.plans.{place}", plan, "plans"
    for key, complexity in _parts(document, "complexities").items():
        yield f"complexities.{key}.skill", complexity.get("skill"), "skills"
    yield from _section_names(document, "")


def _source_names(document: Written) -> Iterator[Name]:
    for matter, section in _mapping(document.get("stated")).items():
        if section:
            yield f"stated.{matter}", section, "sections"
    for place, reference in _listed(document, "references"):
        if reference.get("to") not in ("last", "above", "below"):
            yield f"references.{place}.to", reference.get("to"), "sections"


def _section_names(part: Any, where: str) -> Iterator[Name]:
    """Find every section that a part names, however deep."""
    inner = part.items() if isinstance(part, Mapping) else enumerate(part) if isinstance(part, list) else ()
    for key, found in inner:
        if key in ("section", "asking_section"):
            yield f"{where}{key}", found, "sections"
        else:
            yield from _section_names(found, f"{where}{key}.")


def _places(document: Written) -> Iterator[Problem]:
    """What a reference is about must stand in some section, and a refused channel can serve only a rung that is."""
    held = [part for section in _parts(document, "sections").values() for part in _texts(section, "holds")]
    for place, reference in _listed(document, "references"):
        if isinstance(about := reference.get("about"), str) and about not in held:
            yield Problem(f"references.{place}.about", shown(about), one_of(held))
    rungs = _parts(_mapping(document.get("ladder")), "rungs")
    for key, channel in _parts(document, "channels").items():
        if (rung := channel.get("except_for")) is not None and str(rung) not in rungs:
            yield Problem(f"channels.{key}.except_for", shown(rung), one_of(rungs))


def _levels(document: Written) -> Iterator[Problem]:
    """Tiers and severities are named by their numbers."""
    for where, number, of in (*_tier_numbers(document), *_severity_numbers(document)):
        if isinstance(number, int) and str(number) not in (levels := _mapping(document.get(of))):
            yield Problem(where, shown(number), one_of(levels))


def _tier_numbers(document: Written) -> Iterator[Name]:
    for key, complexity in _parts(document, "complexities").items():
        yield f"complexities.{key}.tier", complexity.get("tier"), "tiers"


def _severity_numbers(document: Written) -> Iterator[Name]:
    for place, question in _listed(document, "questions"):
        for answer in ("yes", "no"):
            yield f"questions.{place}.{answer}", question.get(answer), "severities"


def _questions(document: Written) -> Iterator[Problem]:
    """The first yes settles a severity, or else the no to the last: every severity must come out of some answers."""
    questions = _listed(document, "questions")
    keys = Counter(str(question.get("key")) for _, question in questions)
    for place, question in questions:
        if keys[key := str(question.get("key"))] > 1:
            yield Problem(f"questions.{place}.key", shown(key), "a key that no other question has")
        yield from _no(question, f"questions.{place}.no", last=place == len(questions) - 1)
    reached = {str(number) for _, number, _ in _severity_numbers(document)}
    for severity in _parts(document, "severities") if questions else ():
        if severity not in reached:
            yield Problem("questions", f"no answers that lead to severity {severity}", "a way to each severity")


def _no(question: Written, where: str, *, last: bool) -> Iterator[Problem]:
    no = question.get("no")
    if last and no is None:
        yield Problem(where, "nothing", "a severity: the one that holds when every answer is no")
    if not last and no is not None:
        yield Problem(where, shown(no), "nothing: a no leads to the next question")


def _mapping(found: Any) -> Written:
    return found if isinstance(found, Mapping) else {}


def _parts(document: Written, key: str) -> Mapping[str, Written]:
    return {str(name): part for name, part in _mapping(document.get(key)).items() if isinstance(part, Mapping)}


def _texts(part: Written, key: str) -> list[str]:
    found = part.get(key)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list | tuple) else []


def _listed(document: Written, key: str) -> list[tuple[int, Written]]:
    found = document.get(key)
    return [(place, _mapping(part)) for place, part in enumerate(found)] if isinstance(found, list) else []
