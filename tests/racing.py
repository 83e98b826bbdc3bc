"""Several who act on one case at the same moment, each on a connection of their own, under the web's role; and in turn.

What came of it is told without times and numbers, so that what was done together can be held beside every order in
which it could have been done one after the other (R16).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import partial
from itertools import permutations
from threading import Barrier
from typing import Any

from django.db import connection, transaction

from sundial.commands.cases import resolve
from sundial.commands.errors import Refused
from sundial.commands.escalating import Wish, escalate
from sundial.commands.handover import Packet, offer_handover
from sundial.commands.merging import merge
from sundial.commands.messages import reply
from sundial.commands.moving_walls import Successors, ask_restriction, close_wall
from sundial.commands.rota_patterns import NewPattern, begin_pattern
from sundial.commands.severity import change_severity
from sundial.commands.team import assign
from sundial.commands.wall_check import check_wall
from sundial.models import CLOCKWORK, Alert, Case, Entitlement, FactRow, Organization, Person, database_now, viewing
from sundial.protocol.facts import Asks, Mood
from sundial.protocol.rota import Duty
from tests.database import as_role
from tests.falling import as_web
from tests.story import Cast, Player, contact, kept

Verb = Callable[[Any, Any], object]


@dataclass
class Ring:
    """A case on which several act: a customer of its own, another case of theirs, and the team that all rings share."""

    cast: Cast
    ana: Player
    case: Case
    other: Case

    def fresh(self, case: Case) -> Case:
        """Return a case as whoever acts reads it before they press."""
        return Case.objects.select_related("organization", "owner", "contact").get(pk=case.pk)


def escalates(ring: Ring, now: Any) -> object:
    wish = Wish(rung=1, asks=Asks.DIRECTOR, text="Please call.")
    return escalate(ring.fresh(ring.case), wish, by=ring.ana.person, now=now)


def resolves(ring: Ring, now: Any) -> object:
    return resolve(ring.fresh(ring.case), by=ring.cast.eve.person, now=now, text="It is mended.")


def merges(ring: Ring, now: Any) -> object:
    return merge(ring.fresh(ring.case), ring.fresh(ring.other), by=ring.cast.eve.person, now=now)


def hands_over(ring: Ring, now: Any) -> object:
    due_at = now + timedelta(hours=2)
    packet = Packet(region="americas", due_at=due_at, text="It is the timer.", to=None, mood=Mood.CALM)
    return offer_handover(ring.fresh(ring.case), packet, by=ring.cast.eve.person, now=now)


def restricts(ring: Ring, now: Any) -> object:
    customer = Organization.objects.get(pk=ring.case.organization_id)
    return close_wall(customer, Successors({}), by=ring.cast.dan.person, now=now)


def raises(ring: Ring, now: Any) -> object:
    return change_severity(ring.fresh(ring.case), 2, by=ring.cast.eve.person, now=now, text="It spreads.")


def reassigns(ring: Ring, now: Any) -> object:
    return assign(ring.fresh(ring.case), to=ring.cast.ned.person, by=ring.cast.dan.person, now=now)


def writes(ring: Ring, now: Any) -> object:
    return reply(ring.fresh(ring.case), by=ring.ana.person, text="And now?", now=now)


VERBS: Mapping[str, tuple[Verb, str]] = {  # and who acts
    "escalates": (escalates, "ana"), "resolves": (resolves, "eve"), "merges": (merges, "eve"),
    "hands over": (hands_over, "eve"), "restricts": (restricts, "dan"), "raises": (raises, "eve"),
    "reassigns": (reassigns, "dan"), "writes": (writes, "ana"),
}  # fmt: skip


@dataclass
class Racing:
    """Makes rings, lets some act in them together or in turn, and says what came of it."""

    cast: Cast
    made: int = 0
    serial: dict[frozenset[str], set[object]] = field(default_factory=dict)

    def prepare(self) -> None:
        """Let EMEA have what a restriction needs: a Director, and somebody on shift at every hour."""
        with transaction.atomic(), as_role("sundial_worker"), viewing(CLOCKWORK):
            now = database_now()
            for name, role in (("Dora", "director"), ("Dilan", "duty-manager")):
                self.cast._staff(name, role, "emea")
            new = NewPattern(
                "emea", "UTC", Duty.SHIFT, tuple(range(7)), time(0), time(0), now.date(), None,
                ((self.cast.eve.person,),),
            )  # fmt: skip
            begin_pattern(new, by=self.cast.dan.person, now=now)

    def ring(self, verbs: Collection[str]) -> Ring:
        """Make a case that Eve has answered, of a customer whose restriction is asked for if it is to come in force."""
        self.made += 1
        with transaction.atomic(), as_role("sundial_worker"), viewing(CLOCKWORK):
            customer = Organization.objects.create(
                name=f"Ring {self.made}", home_region="emea", zone="Europe/Bucharest"
            )
            Entitlement.objects.create(organization=customer, plan="platinum")
            ana = kept(contact(f"Ana {self.made}", customer, self.cast.at))
        with transaction.atomic():
            case, other = (self.cast.opens(ana, at=90, severity=3) for _ in range(2))
            self.cast.eve.takes(case, at=80)
            self.cast.eve.replies(case, at=70)
            if "restricts" in verbs:
                with viewing(self.cast.dan.person):
                    ask_restriction(customer, ["emea"], by=self.cast.dan.person, now=self.cast.at(60))
                with as_role("sundial_worker"), viewing(CLOCKWORK):
                    assert check_wall(customer.pk, now=database_now())
        return Ring(self.cast, ana, case, other)

    def together(self, verbs: Sequence[str]) -> object:
        """Let all act at the same moment."""
        ring, ready = self.ring(verbs), Barrier(len(verbs))
        with ThreadPoolExecutor(len(verbs)) as threads:
            said = list(threads.map(partial(_alone, ring, ready), verbs))
        return self.told(ring, dict(zip(verbs, said, strict=True)))

    def in_turn(self, verbs: Sequence[str]) -> object:
        """Let one act after the other."""
        ring = self.ring(verbs)
        return self.told(ring, {verb: _acts(ring, verb) for verb in verbs})

    def in_any_turn(self, verbs: Collection[str]) -> set[object]:
        """Return what can come of these, one after the other, in every order."""
        key = frozenset(verbs)
        if key not in self.serial:
            self.serial[key] = {self.in_turn(order) for order in permutations(sorted(verbs))}
        return self.serial[key]

    @staticmethod
    def told(ring: Ring, said: Mapping[str, str]) -> object:
        """Tell what each was answered, both histories, who was alerted of what, and how the cases stand."""
        with transaction.atomic(), as_role("sundial_worker"), viewing(CLOCKWORK):
            return (tuple(sorted(said.items())), *(_standing(case) for case in (ring.case, ring.other)))


def _standing(case: Case) -> object:
    kinds = FactRow.objects.filter(case=case).order_by("seq").values_list("kind", "by__name")
    alerts = Counter(Alert.objects.filter(case=case).values_list("kind", "person__name"))
    now = Case.objects.select_related("owner").get(pk=case.pk)
    owner = now.owner.name if now.owner else ""
    stands = (now.state, now.severity, owner, now.rung, tuple(now.regions), hasattr(now, "handover"))
    return (stands, tuple(_nameless(kinds)), tuple(sorted(_nameless(alerts.elements()))))


def _nameless(rows: Any) -> Iterator[tuple[str, str]]:
    """Call every ring's customer by one name."""
    for kind, name in rows:
        yield (kind, (name or "").split(" ")[0])


def _alone(ring: Ring, ready: Barrier, verb: str) -> str:
    """Come in by a connection of one's own, wait for the others, and act."""
    try:
        as_web()
        ready.wait(timeout=30)
        return _acts(ring, verb)
    finally:
        connection.close()


def _acts(ring: Ring, name: str) -> str:
    """Act within one's own wall, in a transaction as a request's; return why it was refused, "" if it was done."""
    verb, who = VERBS[name]
    person: Person = ring.ana.person if who == "ana" else getattr(ring.cast, who).person
    try:
        with transaction.atomic(), viewing(person):
            verb(ring, database_now())
    except (Refused, Case.DoesNotExist) as refusal:
        return type(refusal).__name__
    return ""
