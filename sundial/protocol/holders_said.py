"""Protocol 02: why somebody stands behind a role, as a line beside their name."""

from sundial.protocol.document import Protocol
from sundial.protocol.holders import Holder, Why


def says(holder: Holder, protocol: Protocol) -> str:
    """Say the reason: `EMEA`, `on shift, Americas`, `EMEA, stands in: ...`, `deputy of ... until 3 December; ...`."""
    found = protocol.regions.get(holder.person.region)
    place = found.name if found else "of no region"
    words = {
        Why.HOLDS: place,
        Why.ON_SHIFT: f"on shift, {place}",
        Why.THEIRS: f"the customer's own, {place}",
        Why.CASE: f"has the case, {place}",
        Why.GROUP: f"at work on the case, {place}",
        Why.WORLD: f"for all regions, {place}",
        Why.STANDS_IN: f"{place}, stands in: nobody there holds the role",
    }[holder.why]
    if holder.instead_of is None:
        return words
    until = f" until {holder.until:%-d %B}" if holder.until else ""
    return f"deputy of {holder.instead_of.name}{until}; {words}"
