"""What the side column counts, in one statement: every page of the desk asks for it, so it is written out.

Each list is counted as `lists` shows it, and the wall is asked again as `access.inside` asks (O2.7). What hangs on no
hour is read off the sums that are kept (`case_sum`), the rest counted. Keys of our own stand in the statement, so that
its plan can be kept and still uses the indexes of what is open.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from sundial.commands.rota_ground import colleague_of
from sundial.models import Alert, AlertKind, Clock, Kind, Person
from sundial.models.asked_once import once
from sundial.models.kept_plans import keep_plans
from sundial.models.written import Written
from sundial.protocol.case import OPEN
from sundial.protocol.letters import Fate
from sundial.protocol.letters.seeing import COORDINATORS, coordinates
from sundial.protocol.promises import Promise
from sundial.web.access import inside
from sundial.web.desk.lists import LATELY

IS_OPEN = f"c.state IN ({', '.join(repr(str(state)) for state in OPEN)})"
INSIDE = "(NOT c.restricted OR %(region)s = ANY (c.regions))"
OF_A_LETTER = INSIDE.replace("c.", "o.")
OF_A_SUM = INSIDE.replace("c.", "s.")
LETTER_SEEN = f"""(
    NOT EXISTS (SELECT FROM organization o WHERE o.id = ANY (l.about) AND NOT {OF_A_LETTER})
    AND (
        l.region IN ('', %(region)s) OR l.contact_id IS NOT NULL
        OR EXISTS (SELECT FROM organization o WHERE o.id = ANY (l.about) AND o.restricted)
        OR NOT EXISTS (
            SELECT FROM person p WHERE p.kind = 'staff' AND p.is_active AND p."group" = '' AND p.region = l.region
                AND p.role IN ({", ".join(map(repr, COORDINATORS))})
        )
    )
)"""  # noqa: S608 - as `letters_seen`; keys of ours
RUNS = f"k.ended_at IS NULL AND k.promise = '{Promise.FIX_RELEASE}' AND k.about > 0"
LATE = f"""EXISTS (
    SELECT FROM clock k
    WHERE k.case_id = e.case_id AND k.promise = '{Promise.ESCALATION}' AND k.about = e.seq
        AND k.ended_at IS NULL AND k.due_at < %(now)s
)"""  # the answer to an escalation
LETTERS = f"""
    SELECT count(*), count(*) FILTER (WHERE l.arrived_at < %(now)s - interval '30 minutes')
    FROM inbound_letter l WHERE l.settled_at IS NULL AND l.leadership AND l.fate = '{Fate.QUEUE}' AND {LETTER_SEEN}
"""  # noqa: S608 - keys of ours
NO_LETTERS, HERE = "SELECT 0, 0", "letters"  # for who does not settle them: their policies are half of all
STATEMENT = f"""SELECT * FROM (
    SELECT coalesce(sum(s.n) FILTER (WHERE s.key = %(mine)s), 0), coalesce(sum(s.n) FILTER (WHERE s.key = 'new'), 0),
        coalesce(sum(s.n) FILTER (WHERE s.key = %(home)s), 0), coalesce(sum(s.n) FILTER (WHERE s.key = 'open'), 0),
        coalesce(sum(s.n) FILTER (WHERE s.key = 'grave'), 0), coalesce(sum(s.n) FILTER (WHERE s.key ^@ 'over:'), 0)
    FROM case_sum s WHERE s.key = ANY (%(sums)s) AND {OF_A_SUM}
) AS summed, (
    SELECT count(*) FROM support_case c
    WHERE {IS_OPEN} AND c.next_due_at >= '-infinity' AND c.next_due_at < %(now)s AND {INSIDE}
) AS late, (
    SELECT count(*) FROM support_case c
    WHERE NOT {IS_OPEN} AND c.resolved_at >= %(lately)s AND c.resolved_at < %(day)s AND {INSIDE}
) AS resolved, (
    SELECT count(*), count(*) FILTER (WHERE a.kind = '{AlertKind.BREACHED}' AND a.case_id IS NOT NULL)
    FROM alert a LEFT JOIN support_case c ON c.id = a.case_id
    WHERE a.person_id = %(person)s AND a.read_at IS NULL AND (a.case_id IS NULL OR {INSIDE})
) AS unread, (
    SELECT count(*), count(*) FILTER (WHERE r.due_at < %(now)s)
    FROM resource_request r JOIN support_case c ON c.id = r.case_id
    WHERE (%(group)s = '' OR r."group" = %(group)s) AND {INSIDE}
) AS asked, (
    SELECT count(*), count(*) FILTER (WHERE k.due_at < %(now)s)
    FROM clock k JOIN support_case c ON c.id = k.case_id WHERE {RUNS} AND {INSIDE}
) AS notices, (
    SELECT count(*), count(*) FILTER (WHERE {LATE})
    FROM escalation e JOIN support_case c ON c.id = e.case_id AND c.rung = e.rung WHERE {INSIDE}
) AS escalated, (
    {HERE}
) AS letters
"""  # noqa: S608 - keys of ours


def _breach(region: str, person: UUID) -> QuerySet[Alert]:
    """Ask for the latest breach that was not read; a promise that was kept since is no longer cried out."""
    theirs = Alert.objects.filter(inside((Kind.STAFF, region), "case__"), person_id=person, read_at__isnull=True)
    runs = Clock.objects.filter(
        case=OuterRef("case"), promise=OuterRef("promise"), due_at=OuterRef("due_at"), ended_at__isnull=True
    )
    breaches = theirs.filter(Exists(runs), kind=AlertKind.BREACHED)
    return breaches.select_related("case").order_by("-at")[:1]


BREACH = Written(_breach, "region", uuid4())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many each list holds, and of what is owed how much is late; `broken` is the alert of the latest breach."""

    lists: dict[str, int]
    unread: int
    asked: tuple[int, int]
    notices: tuple[int, int]
    escalated: tuple[int, int]
    letters: tuple[int, int]
    broken: Alert | None


def counted(person: Person, now: datetime) -> Counts:
    """Count everything for one of the staff; what stands behind the wall is not in it. One query more for a breach."""
    return once(("counts", person.pk), lambda: _counted(person, now))


def _counted(person: Person, now: datetime) -> Counts:
    values: dict[str, Any] = {
        "person": person.pk,
        "region": person.region,
        "group": person.group,
        "now": now,
        **_summed(person, now),
    }
    keep_plans()
    with connection.cursor() as cursor:
        cursor.execute(_statement(person), values)
        mine, new, region, every, grave, over, late, resolved, unread, breaches, *owed = cursor.fetchone()
    held = {"mine": mine, "new": new, "region": region, "open": every, "severity-1": grave, "late": late}
    asked, notices, escalated, letters = ((owed[at], owed[at + 1]) for at in (0, 2, 4, 6))
    broken = BREACH.first(person.region, person.pk) if breaches else None
    return Counts(held | {"resolved": over + resolved}, unread, asked, notices, escalated, letters, broken)


def _statement(person: Person) -> str:
    """Return what is asked for somebody: how many letters wait, for who settles them."""
    return STATEMENT.replace(f"    {HERE}\n", LETTERS if coordinates(colleague_of(person)) else NO_LETTERS)


def _summed(person: Person, now: datetime) -> dict[str, Any]:
    """Return which sums are read, and the hours until the first whole day of UTC: what is not summed is counted."""
    lately = (now - LATELY).astimezone(UTC)
    days = [lately.date() + timedelta(days=nth) for nth in range(1, LATELY.days + 1)]
    mine, home = f"owner:{person.pk}", f"region:{person.region}"
    return {
        "mine": mine,
        "home": home,
        "sums": ["open", "new", "grave", mine, home, *(f"over:{day}" for day in days)],
        "lately": lately,
        "day": datetime.combine(days[0], time(), UTC),
    }
