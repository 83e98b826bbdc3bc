"""Protocol 02, the team: who is told, the wall always first (O8.6)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sundial.protocol.facts import (
    AgreementDeclined,
    AgreementEnded,
    AgreementMade,
    Breached,
    DateAccepted,
    DueSoon,
    FixReleased,
    FixRemoved,
    HandoverAccepted,
    HandoverOffered,
    HandoverQuestioned,
    HandoverWithdrawn,
    MergedFrom,
    OwnerSet,
    ReleaseRescheduled,
    Reopened,
    ResourceAnswered,
    ResourceAsked,
    ResourceWithdrawn,
    SeverityAsked,
    SeverityDeclined,
    Side,
    What,
)
from sundial.protocol.promises import Promise

BY_THE_CUSTOMER = (
    SeverityAsked, SeverityDeclined, AgreementMade, AgreementDeclined, AgreementEnded, DateAccepted,
)  # fmt: skip
TO_THE_OWNER = (Reopened, ReleaseRescheduled, FixRemoved, FixReleased, MergedFrom)
TO_THE_GROUP = (ResourceAsked, ResourceWithdrawn)
TO_THE_RECEIVER = (HandoverOffered, HandoverWithdrawn)
TO_THE_GIVER = (HandoverQuestioned, HandoverAccepted)
HEARD_OF = (
    Breached,
    DueSoon,
    ResourceAnswered,
    OwnerSet,
    *TO_THE_OWNER,
    *TO_THE_GROUP,
    *TO_THE_RECEIVER,
    *TO_THE_GIVER,
    *BY_THE_CUSTOMER,
)  # anything else is told to nobody
OF_OTHERS = (  # roles outside support, whose people join a case by a request of their own (O3.4)
    "working-groups", "group-leaders", "sales", "regional-sales-manager", "sales-vp", "chief-product-officer",
)  # fmt: skip


class Role(StrEnum):
    """Who is told, by the role's key in the protocol document; people hold roles, the protocol knows roles alone."""

    OWNER = "owner"
    DUTY_MANAGER = "duty-manager"
    WORKING_GROUP = "working-groups"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff: their id and the region in which they work."""

    id: str
    region: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to another group, by its key: who asked, and who of the group has taken it."""

    group: str
    asker: Member | None = None
    taken_by: Member | None = None


@dataclass(frozen=True, slots=True)
class Passing:
    """A handover to a region, by its key: who gives, and for whom it is meant (None: for whoever is on shift)."""

    region: str
    giver: Member | None = None
    to: Member | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A role in a region that is told; `person` is somebody's id, "" where whoever holds the role is meant.

    `group` is the other group that is meant, by its key, "" for support itself; it has no region.
    """

    role: Role
    region: str
    person: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whose case it is: home region, designated regions (() where there is no wall), owner; and what the fact is about.

    That is a request to another group, or a handover.
    """

    home_region: str
    regions: tuple[str, ...] = ()
    owner: Member | None = None
    request: Asked | None = None
    passing: Passing | None = None

    @property
    def manager(self) -> Told:
        """The Duty Manager in charge."""
        return Told(Role.DUTY_MANAGER, in_charge(self.home_region, self.regions))

    @property
    def own(self) -> Told:
        """The owner, or the Duty Manager where there is none inside the wall."""
        return _inside(self.owner, self.regions) or self.manager

    @property
    def asker(self) -> Told:
        """Whoever asked a group for something, or whoever answers for the case now."""
        return (_inside(self.request.asker, self.regions) if self.request else None) or self.own

    @property
    def group(self) -> Told:
        """Whoever of the group has taken the request, or all of the group."""
        if self.request is None:
            return self.manager
        taken = _inside(self.request.taken_by, self.regions)
        return taken or Told(Role.WORKING_GROUP, "", group=self.request.group)

    @property
    def giver(self) -> Told:
        """Whoever hands the case over, or whoever answers for it now."""
        return (_inside(self.passing.giver, self.regions) if self.passing else None) or self.own

    @property
    def receiver(self) -> Told:
        """For whom the handover is meant, or the receiving region's Duty Manager."""
        meant = _inside(self.passing.to, self.regions) if self.passing else None
        return meant or self._manager_in(self.passing.region if self.passing else "")

    @property
    def both_managers(self) -> tuple[Told, ...]:
        """The Duty Managers of the giving and of the receiving region."""
        if self.passing is None:
            return (self.manager,)
        giving = self.passing.giver.region if self.passing.giver else ""
        return _each(self._manager_in(giving), self._manager_in(self.passing.region))

    def _manager_in(self, region: str) -> Told:
        """The Duty Manager of a region; of the one in charge where that lies outside the wall, or is none."""
        inside = region and (not self.regions or region in self.regions)
        return Told(Role.DUTY_MANAGER, region) if inside else self.manager


def told(what: What, by: Side, heard: Heard) -> tuple[Told, ...]:
    """Return who hears of a fact: of due soon the owner, of a breach the owner and the Support Duty Manager.

    Of what the customer does to a promise, of determinations, releases and merges, and of their case that wakes the
    owner hears; of a request the group that is asked, and of its answer whoever asked; of a handover whoever is to
    accept it, of a question or its acceptance whoever gave, and of one that nobody accepted in time both Duty Managers
    (O2.3); of a case that a colleague or the desk gives them its new owner, and of one whose owner moved out of its
    wall the manager in charge. Without an owner the Duty Manager of the home region hears. The wall goes first: an
    owner outside it is not told, nor is a manager outside; a designated region's own Duty Manager stands in (O2.7,
    O8.6). Of other facts nobody is told.
    """
    if isinstance(what, DueSoon | Breached):
        return _of_a_clock(what, heard)
    if isinstance(what, OwnerSet):
        return _of_an_owner(what, by, heard)
    for kinds, hearer in _TO_ONE:
        if isinstance(what, kinds):
            return (hearer(heard),)
    wants = isinstance(what, TO_THE_OWNER) or (isinstance(what, BY_THE_CUSTOMER) and by is Side.CUSTOMER)
    return (heard.own,) if wants else ()


def _of_a_clock(what: DueSoon | Breached, heard: Heard) -> tuple[Told, ...]:
    if what.promise is Promise.RESOURCE_ANSWER:
        return (heard.group,) if isinstance(what, DueSoon) else _each(heard.group, heard.asker)
    if what.promise is Promise.HANDOVER:
        return (heard.receiver,) if isinstance(what, DueSoon) else heard.both_managers
    return (heard.own,) if isinstance(what, DueSoon) else _each(heard.own, heard.manager)


def _of_an_owner(what: OwnerSet, by: Side, heard: Heard) -> tuple[Told, ...]:
    """Whoever is given a case, if they still have it, by whomever: nobody has one that they do not know of.

    What the desk takes away from its owner belongs to the manager in charge.
    """
    if what.owner is None and by is Side.SYSTEM:
        return (heard.manager,)
    theirs = heard.owner is not None and heard.owner.id == what.owner
    return (heard.own,) if theirs else ()


def in_charge(home_region: str, regions: tuple[str, ...]) -> str:
    """Return the region whose own managers answer for a case: the home region, unless the wall shuts it out.

    Of several designated regions the one on whose calendar business days count: the first by name.
    """
    return home_region if not regions or home_region in regions else min(regions)


def _each(*people: Told) -> tuple[Told, ...]:
    return tuple(dict.fromkeys(people))


def _inside(owner: Member | None, regions: tuple[str, ...]) -> Told | None:
    if owner is None or (regions and owner.region not in regions):
        return None
    return Told(Role.OWNER, owner.region, owner.id)


_TO_ONE: tuple[tuple[tuple[type[Any], ...], Callable[[Heard], Told]], ...] = (
    (TO_THE_GROUP, lambda heard: heard.group),
    ((ResourceAnswered,), lambda heard: heard.asker),
    (TO_THE_RECEIVER, lambda heard: heard.receiver),
    (TO_THE_GIVER, lambda heard: heard.giver),
)
