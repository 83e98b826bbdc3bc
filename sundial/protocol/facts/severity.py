"""Protocol 03 and 04: what triage finds, and every change of severity and plan (O3, O4.2, O6.8)."""

from dataclasses import dataclass

from sundial.protocol.facts.fact import later


@dataclass(frozen=True, slots=True)
class Triaged:
    """Triage was done: how complex the case is, and so at which tier and with which skill work begins (O3.1, O3.2).

    `product` is what it is about where triage said another than stood, which was `product_was`; "" as it stood.
    """

    complexity: str
    tier: int
    skill: str
    version: str = ""
    product: str = later("")
    product_was: str = later("")


@dataclass(frozen=True, slots=True)
class SeverityAsked:
    """One side asks the other for another severity, with what the wizard was told; the reason is in words (O4.2)."""

    severity: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    """The severity is another now. `evidence` names the customer's own fact, by `seq`, by which they agreed to it."""

    severity: int
    evidence: int | None = None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeverityDeclined:
    """The severity that was asked for, in the fact of this `seq`, is not given."""

    request: int


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """The customer's plan is another now. `evidence` names the customer's own fact by which they agreed to it."""

    plan: str
    evidence: int | None = None
