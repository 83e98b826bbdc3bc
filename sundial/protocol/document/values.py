"""What every part of the document is made of: frozen values, amounts, frozen mappings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    StrictBool,
    StringConstraints,
    WrapSerializer,
)

from sundial.protocol.amounts import ALLOWED, Amount, AmountError, BusinessDays, BusinessTime, Elapsed, parse
from sundial.protocol.promises import PHASES, Promise

K = TypeVar("K")
V = TypeVar("V")


class Value(BaseModel):
    """A part of the document: never changed once read, and without a key that nobody asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _thaw(mapping: Mapping[Any, Any], write: SerializerFunctionWrapHandler) -> Any:
    return write(dict(mapping))


Frozen = Annotated[Mapping[K, V], AfterValidator(MappingProxyType), WrapSerializer(_thaw)]

NOTHING: Any = Field(default_factory=dict, validate_default=True)

Claim = StrictBool  # true or false, and nothing that could be meant as one of them
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
KEY, SECTION, COUNTRY = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", r"^[0-9]{2}$", r"^[A-Z]{2}$"
Key = Annotated[str, StringConstraints(pattern=KEY)]
SectionKey = Annotated[str, StringConstraints(pattern=SECTION)]
Country = Annotated[str, StringConstraints(pattern=COUNTRY)]
SeverityNumber = Annotated[int, Field(ge=1, le=9)]


def read_amount(found: Any) -> Any:
    """Read an amount from a document; what is not a text is left to the check that follows."""
    try:
        return parse(found) if isinstance(found, str) else found
    except AmountError:
        raise ValueError(ALLOWED) from None


_READ, _WRITE = BeforeValidator(read_amount), PlainSerializer(str, return_type=str)

AnyAmount = Annotated[InstanceOf[Elapsed] | InstanceOf[BusinessTime] | InstanceOf[BusinessDays], _READ, _WRITE]
ElapsedAmount = Annotated[InstanceOf[Elapsed], _READ, _WRITE]
BusinessAmount = Annotated[InstanceOf[BusinessTime], _READ, _WRITE]


def _more_than_nothing(amount: Amount) -> Amount:
    if amount in (Elapsed(0), BusinessTime(0), BusinessDays(0)):
        msg = "more than nothing"
        raise ValueError(msg)
    return amount


Given = Annotated[AnyAmount, AfterValidator(_more_than_nothing)]


def _read_phase(found: Any) -> Any:
    if found not in PHASES:
        msg = f"one of {', '.join(PHASES)}"
        raise ValueError(msg)
    return found


Phase = Annotated[Promise, BeforeValidator(_read_phase)]  # what the tables promise; not what is owed inside the house


def with_keys(found: Any, name: str = "key") -> Any:
    """Tell each part of a mapping its own key, so that the document need not say it twice."""
    if not isinstance(found, Mapping):
        return found
    return {key: {**part, name: key} if isinstance(part, Mapping) else part for key, part in found.items()}


Keyed = BeforeValidator(with_keys)
Numbered = BeforeValidator(lambda found: with_keys(found, "number"))
OWN_KEY: Any = Field(exclude=True)
