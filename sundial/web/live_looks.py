"""What the hub asks the database, always with somebody's own eyes, and never holding a connection between two looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet

from sundial.jobs.health import health
from sundial.models import AlertAct, Case, Kind, Organization, Person, ReleaseEvent, database_now, viewing
from sundial.models.presence import notice_presence
from sundial.web.access import Wall, inside, wall_of

Heads = Mapping[tuple[UUID, str], object]  # of a case: of its history, of what was done about its alerts; a decision
OVERLAP = timedelta(seconds=60)  # what was recorded by then may be committed only now, or after a page was read
MOST = 10_000  # where there are as many, there may be more that are not seen


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a stream: the person, the wall they stand behind, and the session that proves them."""

    person: UUID
    wall: Wall
    session: str
    proof: str


def reader_of(person: Person, session: str) -> Reader:
    """Return a person as a reader; `session` is the key of the session that they came in by."""
    return Reader(person.pk, wall_of(person), session, person.get_session_auth_hash())


def heads(eyes: Mapping[Wall, UUID], since: datetime | None) -> tuple[datetime, dict[Wall, Heads]]:
    """Return the time, and the heads of every case that changed since then for each wall, as one behind it sees them.

    To the staff a case changes also as somebody has an alert about it, by which nothing is recorded; and they are told
    of what is decided about releases, be it of no case. `since` is the time of the look before, None at the first one.
    """
    try:
        with transaction.atomic():
            now = database_now()
            start = min(since or now, now) - OVERLAP
            return now, {wall: _heads(wall, person, start) for wall, person in eyes.items()}
    finally:
        connection.close()


def _heads(wall: Wall, person: UUID, start: datetime) -> Heads:
    seen = Case.objects.filter(inside(wall))
    with viewing(person):
        if wall[0] == Kind.CONTACT:
            told = seen.filter(told_at__gt=start).order_by("-told_at").values_list("pk", "told_at")[:MOST]
            return {(case, "told"): at for case, at in told}
        changed = seen.filter(changed_at__gt=start).order_by("-changed_at").values_list("pk", "head_seq")[:MOST]
        acts = _acts(wall, start).order_by("-at").values_list("case_id", "at")[:MOST]
        done = {(case, "acts"): at for case, at in reversed(acts)}  # of each case the last counts
        decided = _decided(start).values_list("pk", "recorded_at")[:MOST]
        return {(case, "history"): head for case, head in changed} | done | {(pk, "decided"): at for pk, at in decided}


def _acts(wall: Wall, start: datetime) -> QuerySet[AlertAct]:
    return AlertAct.objects.filter(inside(wall, "case__"), at__gt=start)


def _decided(start: datetime) -> QuerySet[ReleaseEvent]:
    return ReleaseEvent.objects.filter(recorded_at__gt=start)


def customers(eyes: Mapping[Wall, UUID]) -> dict[Wall, frozenset[UUID]]:
    """Return the customers whom the staff behind each wall see; there they change when a wall moves (O2.7)."""
    try:
        with transaction.atomic():
            staff = {wall: person for wall, person in eyes.items() if wall[0] == Kind.STAFF}
            return {wall: _customers(wall, person) for wall, person in staff.items()}
    finally:
        connection.close()


def _customers(wall: Wall, person: UUID) -> frozenset[UUID]:
    with viewing(person):
        return frozenset(Organization.objects.filter(inside(wall)).values_list("pk", flat=True))


def is_delayed() -> bool:
    """Tell whether alerts are late: every page of the desk says so, and ceases to."""
    try:
        with transaction.atomic():
            return health(database_now()).delayed_since is not None
    finally:
        connection.close()


def missed(reader: Reader, case: UUID | None, since: datetime) -> bool:
    """Tell whether anything changed between a page that was read at `since` and its stream, or may have.

    What was recorded shortly before is read a second time: nothing says by when it was committed.
    """
    is_staff = reader.wall[0] == Kind.STAFF
    moved, start = "changed_at" if is_staff else "told_at", since - OVERLAP
    try:
        with transaction.atomic(), viewing(reader.person):
            changed = Case.objects.filter(inside(reader.wall), **{f"{moved}__gt": start})
            if (changed.filter(pk=case) if case else changed).exists():
                return True
            if not is_staff:
                return False
            done = _acts(reader.wall, start)
            return done.filter(case=case).exists() if case else done.exists() or _decided(start).exists()
    finally:
        connection.close()


def still_allowed(readers: Iterable[Reader]) -> set[Reader]:
    """Return those who are still who they were: active, behind the same wall, signed in by the same session."""
    try:
        with transaction.atomic():
            sessions = _live_sessions({reader.session for reader in readers})
            return {one for one in readers if one.session in sessions and _is_still(one)}
    finally:
        connection.close()


def out_of_sight(shown: Iterable[tuple[Reader, UUID]]) -> set[tuple[Reader, UUID]]:
    """Return those of the readers with the case that they have open, who do not see it any more (O2.7)."""
    pairs = set(shown)
    by_wall: dict[Wall, set[UUID]] = {}
    eyes = {reader.wall: reader.person for reader, _ in pairs}
    for reader, case in pairs:
        by_wall.setdefault(reader.wall, set()).add(case)
    try:
        with transaction.atomic():
            seen = {wall: _seen(wall, eyes[wall], cases) for wall, cases in by_wall.items()}
    finally:
        connection.close()
    return {(reader, case) for reader, case in pairs if case not in seen[reader.wall]}


def _seen(wall: Wall, person: UUID, cases: set[UUID]) -> set[UUID]:
    with viewing(person):
        return set(Case.objects.filter(inside(wall), pk__in=cases).values_list("pk", flat=True))


def notice(people: Iterable[UUID]) -> None:
    """Write down of each of these staff that a page of theirs is open, as themselves."""
    try:
        for person in people:
            with transaction.atomic(), viewing(person):
                notice_presence(person, database_now())
    finally:
        connection.close()


def _live_sessions(keys: set[str]) -> set[str]:
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=database_now())
    return set(live.values_list("session_key", flat=True))


def _is_still(reader: Reader) -> bool:
    """Ask as the reader: somebody who is no longer active sees not even themselves."""
    with viewing(reader.person):
        person = Person.objects.select_related("credential").filter(pk=reader.person, is_active=True).first()
    return person is not None and wall_of(person) == reader.wall and person.get_session_auth_hash() == reader.proof
