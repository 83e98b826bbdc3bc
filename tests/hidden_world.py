"""A customer behind the wall with a whole life, beside one whom everybody may see: canaries in every field (O2.7).

The world is made in a transaction that its maker rolls back. It can be looked at with the hidden customer and without.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, connection, transaction
from django.test import Client

from sundial.models import (
    CLOCKWORK,
    AlertAct,
    CustomerCourse,
    DeadLetterAct,
    Digest,
    Person,
    WallChange,
    WallCheck,
    viewing,
)
from sundial.models.glass import GlassAnswer, GlassEnd, GlassLook, GlassRequest
from sundial.models.letters import InboundLetter, InboundRaw, LetterTakenUp
from sundial.protocol.facts import Course
from tests.browsing import signed_in
from tests.database import as_role, run
from tests.releasing import Shop
from tests.story import Cast, StoryTime, look
from tests.waying import keep_ways_of
from tests.whole_life import WholeLife

CANARY = "CANARY"
LEFT_AS_IT_IS = {"kind", "state", "regions", "region", "home_region", "number"}
LEFT_AS_IT_IS |= {"revision", "what", "plan", "zone", "side"}
CASES = "SELECT id FROM support_case WHERE organization_id = %(customer)s"
LEADS = {  # which rows of a table are the customer's, by what its keys lead to
    "organization": "= %(customer)s",
    "support_case": f"IN ({CASES})",
    "alert": f"IN (SELECT id FROM alert WHERE case_id IN ({CASES}))",
    "glass_answer": f"IN (SELECT id FROM glass_answer WHERE case_id IN ({CASES}))",
    "inbound_letter": "IN (SELECT id FROM inbound_letter WHERE contact_id IN"
    " (SELECT id FROM person WHERE organization_id = %(customer)s))",
    "glass_request": "IN (SELECT id FROM glass_request WHERE number IN"
    " (SELECT number FROM support_case WHERE organization_id = %(customer)s))",
    "person": "IN (SELECT id FROM person WHERE organization_id = %(customer)s)",
}


@dataclass
class World:
    """The cast, the two lives, who looks from outside, and the ids that an outsider could have written down."""

    cast: Cast
    known: WholeLife
    secret: WholeLife
    outsiders: dict[str, str] = field(default_factory=dict)  # name, and the viewer that they are
    clients: dict[str, Client] = field(default_factory=dict)  # of those who can sign in
    ids: list[str] = field(default_factory=list)
    values: frozenset[str] = frozenset()  # that stand in rows of the hidden customer and in no other

    @property
    def customer(self) -> str:
        """The hidden customer."""
        return str(self.secret.contact.person.organization_id)


def make_world() -> World:
    """Tell both lives, put canaries where a person could have written, and name who looks."""
    cast = Cast(StoryTime())
    shop, rita = Shop(cast), cast.restricted("emea")
    cast.entitle(rita.person.organization, "gold")
    secret = WholeLife(cast, shop, rita, CANARY)
    cast.entitle(cast.acme, "platinum")
    known = WholeLife(cast, shop, cast.ana, "KNOWN")
    look(cast.at("Mon 15:00"))
    shop.moves(shop.release, "2030-03-27 10:00", at="Mon 16:00")
    known.after()
    secret.after()
    keep_what_was_decided(cast, secret)
    world = World(cast, known, secret)
    world.ids = hidden_ids(secret)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with as_role("postgres"):
        put_canaries(world.customer)
        run("ANALYZE")  # what it keeps of the columns must not be read either
    look_from_outside(world)
    with as_role("postgres"):
        world.values = frozenset(every_value())
    with put_back():
        forget(world.customer)
        with as_role("postgres"):
            world.values -= every_value()
    return world


def keep_what_was_decided(cast: Cast, life: WholeLife) -> None:
    """Let its course and its wall have been decided on, and somebody have read a case of its through the glass."""
    kept = {"organization_id": life.contact.person.organization_id, "at": cast.at("Mon 12:00")}
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        gus = cast._staff("Gus", "engineer", "americas").person
    with as_role("postgres"):
        CustomerCourse.objects.create(**kept, course=Course.HOME, reason=life.says("Home."), by=cast.dan.person)
        WallChange.objects.create(**kept, kind=WallChange.Kind.ASKED, regions=["emea"], why=life.says("Law."))
        WallCheck.objects.create(organization_id=kept["organization_id"], regions=["emea"])
        asked = GlassRequest.objects.create(
            person=gus, number=life.talked.number, reason=life.says("Glass."), minutes=60, at=kept["at"]
        )
        until = kept["at"] + timedelta(minutes=60)
        seen = GlassAnswer.objects.create(
            request=asked, case=life.talked, person=gus, by=cast.dan.person, at=kept["at"], until=until
        )
        GlassLook.objects.create(answer=seen, what=life.says("page"), at=kept["at"])
        GlassEnd.objects.create(answer=seen, by=gus, at=kept["at"])
        had = {"deed": "mine", "person": cast.dan.person, "until": until, "at": kept["at"]}
        keep_ways_of(life.contact.person, life.says, kept["at"])
        dead = {"seq": 1, "deed": "aside", "by": cast.dan.person, "at": kept["at"]}
        DeadLetterAct.objects.create(case=life.talked, reason=life.says("Dead."), **dead)
        Digest.objects.create(person=life.contact.person, problem=life.says("Letter."), at=kept["at"])
        AlertAct.objects.create(case=life.talked, seq=1, kind="breached", nth=1, **had)
        keep_letters(life, kept["at"])


def keep_letters(life: WholeLife, at: datetime) -> str:
    """Let it have written to leadership: one letter that is on its case, one that waits, whose id is returned."""
    contact = life.contact.person
    wrote: dict[str, Any] = {"mailbox": "supportescalation_vp@opswat.com", "leadership": True, "fate": "queue"}
    wrote |= {"why": "letter", "proven": "no", "size": 9, "contact": contact, "about": [contact.organization_id]}
    wrote |= {"sender": contact.email, "arrived_at": at, "at": at, "text": life.says("Please call."), "subject": "Now"}
    settled = {"settled_at": at, "settled_by": life.cast.dan.person, "outcome": "confirmed", "case": life.talked}
    for more in (settled, {}):
        waits = InboundLetter.objects.create(pk=uuid4(), digest=uuid4().hex, **wrote, **more)
    by = {"by": life.cast.dan.person, "settled_by": life.cast.dan.person, "at": at, "settled_at": at}
    said = {"reason": life.says("Again."), "because": life.says("Before."), "outcome": "declined"}
    LetterTakenUp.objects.create(letter=waits, **by, **said)
    raw = {"mailbox": wrote["mailbox"], "content": life.says("From: me").encode(), "size": 9, "at": at}
    InboundRaw.objects.create(source=life.says("imap:1"), **raw)
    return str(waits.pk)


def look_from_outside(world: World) -> None:
    """Name who looks: staff of another region, another customer's contact, people of groups, nobody at all."""
    cast = world.cast
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        kim = cast._staff("Kim", "engineer", "americas")
        vic = cast._staff("Vic", "vp-services", "americas")
        lou = cast._staff("Lou", "engineer", "emea")
        Person.objects.filter(pk=kim.person.pk).update(group="engineering")
    people = {one.name: one for one in (cast.max, cast.amy, cast.ana, kim, vic, lou)}
    world.clients = {name: signed_in(one.person) for name, one in people.items()}
    cast.leaves(lou)  # was inside, and is gone: the session is still there
    world.outsiders = {name: str(one.person.pk) for name, one in people.items()}
    world.outsiders |= {"nobody": "", "clockwork": CLOCKWORK, "a door": "door:ana@example.com"}


def of_customer() -> dict[str, str]:
    """Return for each table with rows of a customer the condition that chooses them."""
    keys = run(
        "SELECT k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text FROM pg_constraint k"
        " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] WHERE contype = 'f'"
        " AND k.confrelid::regclass::text = ANY (%s) ORDER BY 1, 2",
        [list(LEADS)],
    )
    found = {"organization": ["id = %(customer)s"], "glass_request": [f"id {LEADS['glass_request']}"]}
    for table, column, to in keys:
        if (table, to) != ("organization", "person"):  # of its own team
            found.setdefault(table, []).append(f'"{column}" {LEADS[to]}')
    return {table: " OR ".join(conditions) for table, conditions in found.items()}


def put_canaries(customer: str) -> None:
    """Write a canary into every field of text of every row of the customer that a rule of the schema leaves free."""
    run("SET LOCAL session_replication_role = replica")
    of_text = run(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND data_type IN ('text', 'character varying') AND is_generated = 'NEVER' ORDER BY 1, 2"
    )
    conditions = of_customer()
    for table, column in of_text:
        if table in conditions and column not in LEFT_AS_IT_IS:
            with possibly():
                change = f"left('{CANARY}-{column}-' || \"{column}\", 40)"
                run(f'UPDATE "{table}" SET "{column}" = {change} WHERE {conditions[table]}', {"customer": customer})
    run("SET LOCAL session_replication_role = origin")
    run("DELETE FROM case_words WHERE organization_id = %(customer)s", {"customer": customer})
    kept = "INSERT INTO case_words SELECT * FROM sundial_words_to_keep() WHERE organization_id = %(customer)s"
    run(kept, {"customer": customer})


def every_value() -> set[str]:
    """Return what stands in the tables, field by field, as an error of SQL would quote it."""
    tables = run(
        "SELECT relname, string_agg(format('%%I::text', attname), ', ') FROM pg_class JOIN pg_attribute a"
        " ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace GROUP BY relname",
        [],
    )
    rows = (row for table, columns in tables for row in run(f'SELECT {columns} FROM "{table}"'))
    return {value for row in rows for value in row if value}


def hidden_ids(life: WholeLife) -> list[str]:
    """Return the ids of the customer, of its contact and of its cases, in the same order each time."""
    cases = (life.waits, life.dated, life.talked, life.broken, life.split, life.old, life.joined, life.new)
    contact = life.contact.person
    return [str(contact.organization_id), str(contact.pk), *(str(case.pk) for case in cases)]


def forget(customer: str) -> None:
    """Take every row of the customer out, as if there had never been any."""
    with as_role("postgres"):
        run("SET LOCAL session_replication_role = replica")
        last = ("inbound_letter", "alert", "glass_answer", "glass_request", "support_case", "person", "organization")
        conditions = of_customer()
        ordered = [*sorted(set(conditions) - set(last)), *last]
        for table in ordered:
            run(f'DELETE FROM "{table}" WHERE {conditions[table]}', {"customer": customer})
        run("SET LOCAL session_replication_role = origin")


@contextmanager
def possibly() -> Iterator[None]:
    """Do something that a rule of the schema may refuse."""
    try:
        with transaction.atomic():
            yield
    except (Error, ObjectDoesNotExist):
        pass


@contextmanager
def put_back() -> Iterator[None]:
    """Let what happens not have happened, whatever comes of it."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)
        connection.needs_rollback = False
