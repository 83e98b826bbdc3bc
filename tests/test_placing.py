"""Given back, raised, told to stay or to go round; and nobody is assigned a case while they are away (O2.2, O8.7)."""

import pytest
from django.db import DatabaseError, ProgrammingError, transaction

from sundial.commands.errors import AlreadyResolved, CannotOwn, NotOffered, NotStaff, OwnedMeanwhile
from sundial.commands.grounds import NoReason
from sundial.commands.placing import (
    BelowTier,
    NobodysAlready,
    NotHigher,
    NotYourCourse,
    NotYours,
    ReasonTooLong,
    give_back,
    raise_tier,
    set_course,
    set_customer_course,
    tier_of,
)
from sundial.commands.rota import take_time_off
from sundial.commands.team import IsAway, assign
from sundial.models import CLOCKWORK, Case, CustomerCourse, FactRow, Person, PresenceRow, history_of, viewing
from sundial.models.course import customer_course
from sundial.models.presence import notice_presence, presence_of, presences, say_presence
from sundial.protocol.case import state_of
from sundial.protocol.facts import Course
from sundial.protocol.presence import Said
from tests.database import as_role, run
from tests.handing import owner_of

MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture(autouse=True)
def monday(cast):
    cast.at(MOMENT)


@pytest.fixture
def case(cast):
    opened = cast.open_case(plan="gold", severity=2, at=MOMENT)
    cast.eve.replies(opened, at="Mon 09:05")
    cast.eve.takes(opened, at="Mon 09:06")
    return opened


def does(player, verb, thing, *args, at="Mon 10:00", **more):
    """Let somebody do something at a moment, with their own eyes."""
    with viewing(player.person):
        thing = Case.objects.select_related("owner").get(pk=thing.pk) if isinstance(thing, Case) else thing
        return verb(thing, *args, by=player.person, now=player.at(at), **more)


def last(player, case, many=2):
    with viewing(player.person):
        rows = FactRow.objects.filter(case=case).order_by("-seq")[:many]
        return [(one.kind, one.public, one.text) for one in reversed(rows)]


def test_why_somebody_was_assigned_stands_beside_it_as_a_note_that_no_customer_sees(cast, case):
    does(cast.dan, assign, case, to=cast.ned.person, why="Ned: on shift in EMEA.")
    assert last(cast.dan, case) == [("messaged", False, "Ned: on shift in EMEA."), ("owner-set", True, "")]
    with viewing(cast.ana.person):
        assert not FactRow.objects.filter(case=case).exclude(text="").filter(text__contains="on shift").exists()


def test_nobody_is_assigned_a_case_while_they_are_away_and_they_may_take_it_themselves(cast, case):
    with viewing(cast.dan.person):
        at = cast.at
        span = at("Mon 09:30"), at("Mon 18:00")
        take_time_off(cast.ned.person, *span, deputy=None, by=cast.dan.person, now=at(MOMENT))
    with pytest.raises(IsAway, match="Ned is away"):
        does(cast.dan, assign, case, to=cast.ned.person)
    with pytest.raises(IsAway):
        does(cast.eve, raise_tier, case, 3, text="Deep.", to=cast.ned.person)
    assert does(cast.ned, assign, case, to=cast.ned.person) is not None
    with viewing(cast.dan.person):
        say_presence(cast.dan.person.pk, Said.AWAY, cast.at("Mon 10:10"))
    with pytest.raises(IsAway, match="Dan is away"):
        does(cast.eve, assign, case, to=cast.dan.person, at="Mon 10:11")


def test_a_case_is_given_back_by_whoever_has_it_and_says_why(cast, case):
    with pytest.raises(NoReason):
        does(cast.eve, give_back, case, text=" ")
    with pytest.raises(ReasonTooLong):
        does(cast.eve, give_back, case, text="x" * 501)
    with pytest.raises(NotYours):
        does(cast.ned, give_back, case, text="Not mine.")
    with pytest.raises(OwnedMeanwhile):
        does(cast.eve, give_back, case, text="Mail.", seen=str(cast.ned.person.pk))
    does(cast.eve, give_back, case, text="It is about mail.")
    assert owner_of(case) == ""
    assert last(cast.eve, case) == [("messaged", False, "It is about mail."), ("owner-set", True, "")]
    with pytest.raises(NobodysAlready):
        does(cast.eve, give_back, case, text="Again.")


def clocks_of(player, case):
    with viewing(player.person):
        return list(case.clocks.order_by("pk").values_list("promise", "started_at", "due_at", "outcome", "ended_at"))


def test_raised_to_a_tier_it_goes_to_somebody_of_it_and_every_promise_stays_as_it_was(cast, case):
    before = clocks_of(cast.eve, case)
    with pytest.raises(BelowTier, match="Ned is below tier 3"):
        does(cast.eve, raise_tier, case, 3, text="Deep.", to=cast.ned.person)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(tier=3)
        cast.ned.person.refresh_from_db()
    does(cast.eve, raise_tier, case, 3, text="The cause lies in the product.", to=cast.ned.person)
    assert clocks_of(cast.eve, case) == before
    assert owner_of(case) == "Ned"
    assert last(cast.eve, case) == [("tier-raised", False, "The cause lies in the product."), ("owner-set", True, "")]
    with viewing(cast.eve.person):
        history = history_of(case.pk)
        assert tier_of(Case.objects.select_related("owner").get(pk=case.pk), history, state_of(history)) == 3
    for wrong, tier in ((NotHigher, 3), (NotHigher, 2), (NotOffered, 7)):
        with pytest.raises(wrong):
            does(cast.eve, raise_tier, case, tier, text="Again.")
    with pytest.raises(NotStaff):
        does(cast.ana, raise_tier, case, 3, text="Higher!")
    cast.eve.resolves(case, at="Mon 11:00", text="Done.")
    with pytest.raises(AlreadyResolved):
        does(cast.eve, raise_tier, case, 3, text="Late.", at="Mon 11:10")


def test_nobody_outside_the_wall_is_given_a_raised_case(cast, secret):
    with pytest.raises(CannotOwn):
        does(cast.eve, raise_tier, secret, 3, text="Deep.", to=cast.amy.person, at="Mon 18:00")
    with pytest.raises(Case.DoesNotExist):
        does(cast.amy, raise_tier, secret, 3, text="Deep.", at="Mon 18:00")


def test_the_managers_who_serve_a_customer_say_how_a_case_follows_the_sun(cast, case):
    for player in (cast.eve, cast.max):
        with pytest.raises(NotYourCourse):
            does(player, set_course, case, Course.HOME, text="They ask for one voice.")
    assert does(cast.dan, set_course, case, Course.HOME, text="They ask for one voice.")
    assert does(cast.dan, set_course, case, Course.HOME, text="They ask for one voice.") is None
    assert last(cast.dan, case, 1) == [("course-set", False, "They ask for one voice.")]
    with viewing(cast.dan.person):
        assert state_of(history_of(case.pk)).course is Course.HOME


def test_of_a_customer_the_last_word_holds_and_each_is_kept(cast):
    for player in (cast.eve, cast.max):
        with pytest.raises(NotYourCourse):
            does(player, set_customer_course, cast.acme, Course.HOME, text="One voice.")
    assert does(cast.dan, set_customer_course, cast.acme, Course.HOME, text="One voice.")
    assert not does(cast.dan, set_customer_course, cast.acme, Course.HOME, text="One voice.")
    assert does(cast.dan, set_customer_course, cast.acme, Course.ROUND, text="They agreed.", at="Mon 11:00")
    with viewing(cast.amy.person):
        assert customer_course(cast.acme.pk).reason == "They agreed."
        assert CustomerCourse.objects.count() == 2
    with viewing(cast.ana.person):
        assert not CustomerCourse.objects.exists()
    for role in ("sundial_web", "sundial_worker", "sundial_owner"):
        with as_role(role), pytest.raises(DatabaseError), transaction.atomic():
            run("DELETE FROM customer_course")


def word(customer, by, at):
    return CustomerCourse(organization=customer, course="home", reason="x", by=by.person, at=at)


def test_what_is_said_of_a_restricted_customer_is_not_there_outside_and_row_security_holds_alone(cast, rita):
    secret = rita.person.organization
    does(cast.dan, set_customer_course, secret, Course.HOME, text="CANARY")
    for player, seen in ((cast.eve, True), (cast.amy, False), (cast.max, False), (rita, False)):
        with viewing(player.person):
            assert CustomerCourse.objects.exists() is seen
    at = cast.at("Mon 10:30")
    for player, name in ((cast.max, cast.max), (cast.eve, cast.eve), (cast.dan, cast.eve)):
        with viewing(player.person), pytest.raises(ProgrammingError), transaction.atomic():
            word(secret, name, at).save(force_insert=True)


def test_presence_is_the_staffs_each_writes_their_own_and_at_most_once_a_minute(cast):
    at = cast.at
    with viewing(cast.eve.person):
        notice_presence(cast.eve.person.pk, at("Mon 10:00"))
        say_presence(cast.eve.person.pk, Said.BUSY, at("Mon 10:01"))
        notice_presence(cast.eve.person.pk, at("Mon 10:02"))
        assert presence_of(cast.eve.person.pk).seen_at == at("Mon 10:01")
        notice_presence(cast.eve.person.pk, at("Mon 10:03"))
    with viewing(cast.amy.person):
        seen = presence_of(cast.eve.person.pk)
        assert (seen.said, seen.said_at, seen.seen_at) == (Said.BUSY, at("Mon 10:01"), at("Mon 10:03"))
        with pytest.raises(ProgrammingError), transaction.atomic():
            say_presence(cast.eve.person.pk, Said.AWAY, at("Mon 10:04"))
        assert PresenceRow.objects.filter(person=cast.eve.person).update(said="away") == 0
    with viewing(cast.ana.person):
        assert presences() == {}
        with pytest.raises(ProgrammingError), transaction.atomic():
            notice_presence(cast.ana.person.pk, at("Mon 10:04"))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert len(presences()) == 1
