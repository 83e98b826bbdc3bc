"""How every other difference between two documents is told: by its kind, under a label that a person can read."""

from collections.abc import Mapping
from typing import Any

from sundial.protocol.amounts import AmountError, parse
from sundial.protocol.diff_change import Change, Kind, change, compared, text, words
from sundial.protocol.diff_paths import Difference, Path
from sundial.protocol.document import Protocol
from sundial.protocol.document.ladder import SEVERITY
from sundial.protocol.document.readings import obligation_of

KINDS: Mapping[str, Kind] = {
    "readings": Kind.READING,
    "ladder": Kind.LADDER,
    "plans": Kind.PLAN,
    "severities": Kind.SEVERITY,
    "statuses": Kind.STATUS,
    "warn": Kind.WARNING,
}
SINGULAR: Mapping[str, str] = {
    "sections": "Section", "references": "Reference", "channels": "Channel", "phones": "Phone", "regions": "Region",
    "tiers": "Tier", "groups": "Group", "complexities": "Complexity", "skills": "Skill", "roles": "Role",
    "leadership": "Leader", "plans": "Plan", "severities": "Severity", "questions": "Question", "promises": "Promise",
    "tables": "Table", "statuses": "Status", "readings": "Reading", "warn": "Due soon,", "stated": "Where is stated:",
}  # fmt: skip
COUNTED = ("references", "leadership", "questions")  # lists, whose places people count from one
ROLES = ("answered_by", "owner", "informs", "told", "may_speak_to")


def part_change(difference: Difference, a: Protocol, b: Protocol) -> Change:
    """Return the change that tells one difference, whatever part of the documents it lies in."""
    match difference.path:
        case ("ladder", "rungs", _, "answers", _, *_):
            return _answer(difference, b)
        case ("ladder", *_, field) if field in ROLES:
            return _roles(difference, a, b)
    return change(_kind(difference.path), difference.where, _label(difference.path), _values(difference))


def order_changes(a: Protocol, b: Protocol) -> list[Change]:
    """Return a change where plans or tables stand in another order: from the best down, so it says which is better."""
    orders = {"plans": (list(a.plans), list(b.plans)), "tables": (list(a.tables), list(b.tables))}
    return [
        change(Kind.PLAN, part, f"{part.capitalize()}, from the best down", (text(one), text(other)))
        for part, (was, now) in orders.items()
        if (one := [key for key in was if key in now]) != (other := [key for key in now if key in was])
    ]


def _kind(path: Path) -> Kind:
    match path:
        case ("regions", _, "offices", _, *_):
            return Kind.CALENDAR
        case (*_, "wording") if path[0] not in KINDS:
            return Kind.WORDING
        case ("tables", _, "plans"):
            return Kind.PLAN
        case ("tables", _) | ("tables", _, "targets", *_):
            return Kind.TARGET
    return KINDS.get(path[0], Kind.REST)


def _values(difference: Difference) -> tuple[str, str]:
    return _value(difference.path, difference.was), _value(difference.path, difference.now)


def _value(path: Path, value: Any) -> str:
    if path[-1] == "wording" and isinstance(value, str):  # what is quoted stands in quotes, be it but an amount
        return f"“{value}”"
    return "the severity's target" if path[-1] == "within" and value == SEVERITY else text(value)


def _label(path: Path) -> str:
    """Return a key path as a person says it: "Table silver, severity 1, first response, wording"."""
    head, *rest = path
    if head == "regions" and rest[1:2] == ["offices"] and len(rest) > 2:
        return ", ".join((f"Region {words(rest[0])}, office {words(rest[2])}", *map(words, rest[3:])))
    if head in COUNTED and rest:
        rest[0] = str(int(rest[0]) + 1)
    first = f"{SINGULAR[head]} {words(rest.pop(0))}" if head in SINGULAR and rest else words(head).capitalize()
    if head == "readings":
        first += f" ({obligation_of(path[1])})"
    return ", ".join((first, *map(words, rest))).replace("targets, ", "severity ").replace("Ladder, rungs, ", "Rung ")


def _answer(difference: Difference, b: Protocol) -> Change:
    """A rung's answer, named by the section that promises it; of its figure it is said whether it is stricter."""
    _, _, rung, _, place, *field = difference.path
    whole = difference.now or difference.was
    section = b.ladder.rungs[int(rung)].answers[int(place)].section if field else whole["section"]
    label = ", ".join(
        (f"Rung {rung}", f"answer by section {section}", *(words(one) for one in field if one != "within"))
    )
    more = _compared(difference) if field == ["within"] else ""
    return change(Kind.LADDER, difference.where, label, _values(difference), more=more)


def _compared(difference: Difference) -> str:
    try:
        return compared(parse(difference.was), parse(difference.now))
    except AmountError:
        return ""


def _roles(difference: Difference, a: Protocol, b: Protocol) -> Change:
    """Who is named on a rung: who comes in and who goes, by title."""
    titles = {
        **{key: role.title for key, role in a.roles.items()},
        **{key: role.title for key, role in b.roles.items()},
    }
    came = [titles[role] for role in difference.now if role not in difference.was]
    went = [titles[role] for role in difference.was if role not in difference.now]
    said = [f"now also {', '.join(came)}"] if came else []
    said += [f"no longer {', '.join(went)}"] if went else []
    was, now = (", ".join(titles[role] for role in roles) or "nobody" for roles in (difference.was, difference.now))
    says = f"{_label(difference.path)}: {'; '.join(said) or 'the same in another order'}"
    return Change(Kind.LADDER, difference.where, was, now, says)
