"""Stories told in tests: one cast (Ana asks, Eve answers, Dan manages), one clock that only the story moves."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sundial.commands.cases import NewCase, close, open_case, reopen, resolve
from sundial.commands.messages import note, reply
from sundial.commands.sla import say
from sundial.commands.team import assign, take
from sundial.models import CLOCKWORK, Alert, Case, Clock, Entitlement, Kind, Organization, Person, viewing
from tests.database import as_role

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TEAM = (
    ("Eve", "engineer", "emea"),
    ("Ned", "engineer", "emea"),
    ("Dan", "duty-manager", "emea"),
    ("Amy", "engineer", "americas"),
    ("Max", "duty-manager", "americas"),
)
MOMENT = re.compile(r"(?P<day>[A-Z][a-z]{2}) (?:(?P<date>\d{4}-\d\d-\d\d) )?(?P<time>\d\d:\d\d)")


class StoryTime:
    """The story's own calendar: "Mon 2026-03-02 09:00", and from then on "Tue 11:30" is the next one. In UTC."""

    def __init__(self) -> None:
        self.today: date | None = None

    def __call__(self, text: str) -> datetime:
        found = MOMENT.fullmatch(text)
        assert found, f"{text!r} is no moment of a story"
        if found["date"]:
            self.today = date.fromisoformat(found["date"])
        assert self.today, "the first moment of a story names its date"
        self.today += timedelta(days=(DAYS.index(found["day"]) - self.today.weekday()) % 7)
        assert DAYS[self.today.weekday()] == found["day"]
        return datetime.combine(self.today, time.fromisoformat(found["time"]), UTC)


@dataclass
class Player:
    """One of the cast, who acts as themselves: within the wall, at a moment of the story."""

    person: Person
    at: StoryTime

    @property
    def name(self) -> str:
        return self.person.name

    def sees(self, case: Case) -> bool:
        with viewing(self.person):
            return Case.objects.filter(pk=case.pk).exists()

    def replies(self, case: Case, *, at: str, text: str = "We are looking at it.") -> Any:
        return self._acts(reply, case, at, text=text)

    writes = replies

    def notes(self, case: Case, *, at: str, text: str = "Only for us.") -> Any:
        return self._acts(note, case, at, text=text)

    def takes(self, case: Case, *, at: str) -> Any:
        return self._acts(take, case, at)

    def assigns(self, case: Case, to: "Player | None", *, at: str) -> Any:
        return self._acts(assign, case, at, to=to and to.person)

    def resolves(self, case: Case, *, at: str, text: str = "") -> Any:
        return self._acts(resolve, case, at, text=text)

    def reopens(self, case: Case, *, at: str) -> Any:
        return self._acts(reopen, case, at)

    def closes(self, case: Case, *, at: str) -> Any:
        return self._acts(close, case, at)

    def _acts(self, verb: Any, case: Case, at: str, **more: Any) -> Any:
        with viewing(self.person):
            return verb(case, by=self.person, now=self.at(at), **more)


class Cast:
    """Ana asks; Eve and Ned answer, Dan manages, all in EMEA; Amy and Max are their like in the Americas.

    Ana's organization is at home in EMEA. `restricted` makes another customer, whom only EMEA may see.
    """

    def __init__(self, at: StoryTime) -> None:
        self.at = at
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            self.acme = Organization.objects.create(name="Acme", home_region="emea", zone="Europe/Bucharest")
            self.ana = contact("Ana", self.acme, at)
            self.eve, self.ned, self.dan, self.amy, self.max = team = [staff(*one, at) for one in TEAM]
            Person.objects.bulk_create([self.ana.person, *(one.person for one in team)])

    def open_case(
        self, *, plan: str = "platinum", severity: int = 1, at: str, by: Player | None = None, **more: Any
    ) -> Case:
        """Let somebody (Ana, unless said otherwise) open a case at a moment, on a plan."""
        contact = by or self.ana
        self.entitle(contact.person.organization, plan)
        return self.opens(contact, at=at, severity=severity, **more)

    def opens(
        self, contact: Player, *, at: str, severity: int = 1, subject: str = "Uploads fail", text: str = "Help!"
    ) -> Case:
        """Let a contact open a case under the entitlement that is there."""
        with viewing(contact.person):
            new = NewCase(subject=subject, text=text, severity=severity)
            return open_case(new, contact=contact.person, by=contact.person, now=self.at(at)).case

    def entitle(self, organization: Organization | None, plan: str) -> None:
        """Give the organization this plan, in the place of any other."""
        assert organization
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            if not Entitlement.objects.filter(organization=organization).update(plan=plan):
                Entitlement.objects.create(organization=organization, plan=plan)

    def restricted(self, *regions: str) -> Player:
        """Make a customer whom only these regions may see, and return their contact, Rita."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            secret = Organization.objects.create(name="Secret", home_region=regions[0], regions=list(regions))
            return self._contact("Rita", secret)

    def moves(self, player: Player, region: str) -> None:
        """Move one of the staff to another region."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            Person.objects.filter(pk=player.person.pk).update(region=region)

    def leaves(self, player: Player) -> None:
        """Let somebody leave: they are no longer active."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            Person.objects.filter(pk=player.person.pk).update(is_active=False)

    def _contact(self, name: str, organization: Organization) -> Player:
        return kept(contact(name, organization, self.at))

    def _staff(self, name: str, role: str, region: str) -> Player:
        return kept(staff(name, role, region, self.at))


def contact(name: str, organization: Organization, at: StoryTime) -> Player:
    """Think of somebody of a customer's."""
    return player(name, at, kind=Kind.CONTACT, organization=organization, zone="Europe/Bucharest")


def staff(name: str, role: str, region: str, at: StoryTime) -> Player:
    """Think of somebody of ours."""
    return player(name, at, kind=Kind.STAFF, role=role, region=region)


def player(name: str, at: StoryTime, **fields: Any) -> Player:
    return Player(Person(email=f"{name.lower()}@example.com", name=name, **fields), at)


def kept(player: Player) -> Player:
    """Write down who was thought of."""
    player.person.save(force_insert=True)
    return player


def anas_case(cast: Cast) -> Case:
    """Let Ana open a case: answered by Eve, with a note, a warning and a breach; anybody of the staff may see it."""
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    cast.eve.notes(case, at="Mon 09:20", text="CANARY-NOTE")
    assert look(cast.at("Mon 11:10"))
    return case


def ritas_case(cast: Cast, rita: Player) -> Case:
    """Let Rita open a case, which only EMEA may see; with everything that a case can have."""
    cast.entitle(rita.person.organization, "gold")
    case = cast.opens(rita, at="Mon 2026-03-02 09:00", subject="CANARY-SUBJECT", text="CANARY-TEXT")
    cast.eve.replies(case, at="Mon 09:10")
    assert look(cast.at("Mon 17:10"))
    return case


def look(now: datetime) -> list[str]:
    """Look at the clocks as clockwork does, and return the new alerts: who is told, and what."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        due = [clock.pk for clock in Clock.objects.wanting_attention(now)]
        owed = [alert.id for recorded in say(due, now=now) for alert in recorded.alerts]
        rows = Alert.objects.in_bulk(owed)
        said: dict[str, list[str]] = {}
        for alert in filter(None, map(rows.get, owed)):
            said.setdefault(alert.text, []).append(alert.person.name)
    return [f"{', '.join(names)}: {text}" for text, names in said.items()]
