"""What is wrong with a document: where, what was found, and what is allowed; everything at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sundial.protocol.amounts import BusinessTime, Elapsed
from sundial.protocol.document.regions import TIME
from sundial.protocol.document.values import COUNTRY, KEY, SECTION

A_DATE = "a date, such as 2026-12-24"
ALLOWED = {
    "missing": "a value: this key is required",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "string_too_short": "a text that is not empty",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "dict_type": "a table",
    "mapping_type": "a table",
    "model_type": "a table",
    "tuple_type": "a list",
    "date_type": A_DATE,
    "date_parsing": A_DATE,
    "date_from_datetime_parsing": A_DATE,
    "date_from_datetime_inexact": A_DATE,
}
INSTANCES = {
    Elapsed.__name__: "an elapsed amount, such as '30 minutes' or '2 hours'",
    BusinessTime.__name__: "an amount of business time, such as '2 business hours'",
}
PATTERNS = {
    KEY: "small letters, digits and single hyphens, such as first-response",
    SECTION: "the two digits of a section, such as 06",
    COUNTRY: "two capital letters, such as RO",
    TIME: "a time of day from 00:00 to 24:00",
}
UNION_TAGS = (
    "literal[",
    "function-",
    "is-instance[",
    "constrained-",
    "str-enum",
)  # how pydantic names a union's members


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a key path such as "plans.gold.phone" (or "line 12"), what was found, what is allowed."""

    where: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}; allowed: {self.allowed}"


class DocumentError(ValueError):
    """The document cannot be read; `problems` holds all that is wrong with it."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))


def problems_in(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Say in our words what pydantic found in a document of this model, once for each place."""
    found: dict[str, Problem] = {}
    for detail in error.errors(include_url=False):
        steps = [step for step in detail["loc"] if not str(step).startswith((*UNION_TAGS, "[key]"))]
        where = ".".join(map(str, steps))
        found.setdefault(where, Problem(where, _found(detail), _allowed(detail, model, steps)))
    return list(found.values())


def shown(value: Any) -> str:
    """Return a value as an error names it: short, a text in its quotes."""
    if isinstance(value, Mapping):
        return "a table with " + (", ".join(map(str, value)) or "no keys")
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def one_of(allowed: Sequence[str] | Mapping[str, Any]) -> str:
    """Return what is allowed as an error names it: "one of a, b, c"."""
    return "one of " + ", ".join(map(str, allowed)) if allowed else "nothing"


def _found(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "nothing"
    if detail["type"] == "extra_forbidden":
        return f'the key "{detail["loc"][-1]}"'
    return shown(detail["input"])


def _allowed(detail: ErrorDetails, model: type[BaseModel], steps: Sequence[int | str]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return one_of(tuple(_keys_at(model, steps[:-1])))
    if kind == "value_error":
        return str(context["error"])
    if kind == "is_instance_of":
        return INSTANCES.get(str(context["class"]), "another kind of amount")
    if kind == "string_pattern_mismatch":
        return PATTERNS[str(context["pattern"])]
    return ALLOWED.get(kind) or str(context.get("expected", detail["msg"]))


def _keys_at(kind: Any, steps: Sequence[int | str]) -> Iterator[str]:
    """Walk down the models along a path, and yield the keys that the part at its end may have."""
    for step in steps:
        kind = _step(kind, step)
    fields = kind.model_fields.items() if _is_model(kind) else ()
    return (name for name, field in fields if not field.exclude)


def _step(kind: Any, step: int | str) -> Any:
    if _is_model(kind):
        return _bare(kind.model_fields[str(step)].annotation)
    inner = [arg for arg in get_args(kind) if arg is not Ellipsis]
    return _bare(inner[-1]) if inner else None


def _bare(kind: Any) -> Any:
    """Return a type without what `Annotated` adds to it."""
    return _bare(get_args(kind)[0]) if hasattr(kind, "__metadata__") else kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
