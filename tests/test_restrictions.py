"""A restriction that is asked for: behind its wall at once, in force once it stands, refused with what is missing."""

import io

import pytest
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, transaction

from sundial.commands.account_team import NotYourCustomer
from sundial.commands.coverage import find_holes
from sundial.commands.people import Contact, Customer, EntitledTo, enrol_customer
from sundial.commands.restrictions import AHEAD, Incomplete, NothingAsked, put_in_force
from sundial.models import CLOCKWORK, Organization, Person, WallChange, database_now, viewing
from sundial.protocol.rota import Duty
from tests.browsing import sent, signed_in, words
from tests.database import as_role, run
from tests.story import Player
from tests.test_coverage import plans, stands_always
from tests.walling import asks_for_jobs, looked

SECRET = Customer(
    name="Secret", region="emea", zone="Europe/Berlin", regions=["emea"], entitlements=[EntitledTo(plan="platinum")],
    contacts=[Contact(name="Rita", email="rita@secret.example", zone="UTC")],
)  # fmt: skip


@pytest.fixture
def secret(cast):
    """A customer who came with a restriction; in EMEA one Duty Manager answers the higher rungs, nobody is there."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return enrol_customer(SECRET, now=cast.at("Mon 2026-03-02 08:00"))


def staffed(cast):
    """Let EMEA have all that it needs, from Monday 09:00 on."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(role="director")
    day = cast.at("Mon 2026-03-02 00:00").date()
    plans(cast.dan, cast.eve, "00:00", "00:00", day=day)


def puts(player, customer, at="Mon 2026-03-02 09:00"):
    looked(customer, player.at(at))
    with viewing(player.person):
        put_in_force(customer, by=player.person, now=player.at(at))


def waits(customer):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return Organization.objects.get(pk=customer.pk).asked_at is not None


def rita_of(cast, customer):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return Player(Person.objects.select_related("organization").get(organization=customer), cast.at)


def test_it_is_refused_with_everything_that_is_missing(cast, secret):
    with pytest.raises(Incomplete) as refused:
        puts(cast.dan, secret)
    lacks = refused.value.missing

    assert [line.partition(";")[0] for line in lacks.rungs] == [
        f"Rung {rung}: one in EMEA may answer it: Dan" for rung in (2, 3, 4)
    ]
    assert lacks.stretches == (
        "Platinum severities 1 to 4: nobody in EMEA from Monday 2 March, 09:00 to Monday 30 March, 09:00 UTC",
    )
    assert waits(secret)


def test_before_it_is_in_force_the_wall_stands_and_a_case_is_flagged_and_has_an_owner_inside(cast, secret):
    case = cast.opens(rita_of(cast, secret), at="Mon 2026-03-02 09:30")

    assert (case.flag, case.plan, case.regions, case.owner_id) == ("pending", "platinum", ["emea"], cast.dan.person.pk)
    assert cast.eve.sees(case)
    assert not cast.amy.sees(case)


def test_it_is_put_in_force_once_it_stands_and_is_kept_with_who_did_it(cast, secret):
    staffed(cast)
    puts(cast.dan, secret)
    case = cast.opens(rita_of(cast, secret), at="Mon 2026-03-02 09:30")

    assert (case.flag, case.owner_id) == ("", None)
    assert not waits(secret)
    with viewing(cast.eve.person):
        steps = list(WallChange.objects.filter(organization=secret).order_by("at").values_list("kind", "by_id"))
    assert steps == [("asked", None), ("in-force", cast.dan.person.pk)]
    with pytest.raises(NothingAsked):
        puts(cast.dan, secret, at="Mon 10:00")


def test_a_manager_who_watches_covers_nothing_and_time_off_is_a_hole(cast, secret):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(role="director")
    plans(cast.dan, cast.dan, "00:00", "00:00", day=cast.at("Mon 2026-03-02 00:00").date(), duty=Duty.MANAGER)
    with pytest.raises(Incomplete) as refused:
        puts(cast.dan, secret)
    assert (refused.value.missing.rungs, len(refused.value.missing.stretches)) == ((), 1)


def test_people_outside_who_are_there_all_day_cover_nothing(cast, secret):
    plans(cast.max, cast.amy, "00:00", "00:00", day=cast.at("Mon 2026-03-02 00:00").date())
    with pytest.raises(Incomplete) as refused:
        puts(cast.dan, secret)
    assert len(refused.value.missing.stretches) == 1


@pytest.mark.parametrize("who", ["eve", "max", "amy", "ana"])
def test_nobody_else_puts_it_in_force_by_the_verb_or_by_the_row(cast, secret, who):
    staffed(cast)
    player = getattr(cast, who)
    with pytest.raises(NotYourCustomer):
        puts(player, secret)
    with viewing(player.person):
        assert Organization.objects.filter(pk=secret.pk).update(asked_at=None, asked_regions=[]) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            WallChange.objects.create(
                organization=secret, kind="asked", by=player.person, at=cast.at("Mon 2026-03-02 09:00")
            )


def test_what_became_of_it_is_read_inside_alone_and_kept(cast, secret):
    for player, seen in ((cast.eve, 1), (cast.amy, 0), (cast.ana, 0), (rita_of(cast, secret), 0)):
        with viewing(player.person):
            assert WallChange.objects.count() == seen
    for role in ("sundial_worker", "sundial_owner"):
        with as_role(role), viewing(CLOCKWORK), pytest.raises(DatabaseError), transaction.atomic():
            run("UPDATE wall_change SET why = 'else'")


def test_on_the_page_a_manager_reads_what_is_missing_and_puts_it_in_force(cast, secret):
    cast.at("Mon 2026-03-02 09:00")
    where, dan = f"/desk/customers/{secret.pk}/wall", signed_in(cast.dan.person)
    assert "Rung 3: one in EMEA may answer it: Dan" in words(dan.get(where))
    answer = dan.post(where, sent(step="put"))
    assert (answer.status_code, waits(secret)) == (422, True)
    assert "nobody in EMEA" in words(answer)

    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(role="director")
    stands_always(cast, cast.dan, cast.eve, database_now())
    assert "Nothing is missing" in words(dan.get(where))
    with asks_for_jobs("check_wall"):
        unseen = dan.post(where, sent(step="put"))
    assert (unseen.status_code, waits(secret)) == (422, True)
    assert "Sundial itself has not looked yet" in words(unseen)
    assert looked(secret, database_now())
    assert dan.post(where, sent(step="put")).status_code == 302
    assert not waits(secret)
    assert "Put in force : EMEA" in words(dan.get(where))


def test_the_page_is_not_there_for_anybody_else(cast, secret):
    for player in (cast.eve, cast.max, cast.ana):
        client = signed_in(player.person)
        assert {client.get(f"/desk/customers/{one}/wall").status_code for one in (secret.pk, cast.acme.pk)} == {404}


FILE = """
[[customer]]
name = "Nordlicht"
zone = "UTC"
region = "emea"
regions = ["emea"]
plan = "gold"
"""


def test_the_operators_file_puts_it_in_force_or_says_what_it_waits_for(cast, tmp_path):
    path = tmp_path / "people.toml"
    path.write_text(FILE)

    def enrols():
        out = io.StringIO()
        with as_role("sundial_worker"):
            call_command("enrol", str(path), stdout=out)
        return out.getvalue()

    said = enrols()
    assert "Nordlicht: only emea sees it; its restriction is not in force yet.\n  Rung 2: one in EMEA" in said
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(role="director")
    stands_always(cast, cast.dan, cast.eve, database_now())
    assert "Nordlicht" not in enrols()
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert Organization.objects.get(name="Nordlicht").asked_at is None
        assert not find_holes(database_now(), database_now() + AHEAD)


@pytest.fixture
def waiting(cast, secret):
    """A customer who has all that the restriction wants, and still waits."""
    staffed(cast)
    return secret


def in_force_by_sql(player, customer, regions="emea"):
    """Put a restriction in force by the rows, as the web's role could."""
    said = {"customer": customer.pk, "by": player.person.pk, "regions": [regions]}
    with viewing(player.person), transaction.atomic():
        run(
            "INSERT INTO wall_change (id, organization_id, kind, was, regions, why, by_id, at) VALUES"
            " (gen_random_uuid(), %(customer)s, 'in-force', '{}', %(regions)s, '', %(by)s, statement_timestamp())",
            said,
        )
        run("UPDATE organization SET asked_regions = '{}', asked_at = NULL WHERE id = %(customer)s", said)


def test_by_sql_too_nothing_comes_in_force_without_the_check_that_the_worker_made(cast, waiting):
    with pytest.raises(ProgrammingError, match="without the desk's own check"):
        in_force_by_sql(cast.dan, waiting)
    with pytest.raises(ProgrammingError, match="permission denied"), viewing(cast.dan.person), transaction.atomic():
        run("INSERT INTO wall_check (organization_id, regions) VALUES (%s, '{emea}')", [waiting.pk])
    assert looked(waiting, cast.at("Mon 2026-03-02 09:00"))
    with as_role("postgres"):
        run("UPDATE wall_check SET at = at - interval '16 minutes'")
    with pytest.raises(ProgrammingError, match="without the desk's own check"):
        in_force_by_sql(cast.dan, waiting)
    assert looked(waiting, cast.at("Mon 2026-03-02 09:00"))
    with pytest.raises(ProgrammingError, match="without the desk's own check"):
        in_force_by_sql(cast.dan, waiting, "americas")
    assert waits(waiting)
    in_force_by_sql(cast.dan, waiting)
    assert not waits(waiting)


@pytest.mark.parametrize("detour", ["lifted", "withdrawn", ""])
def test_what_waits_is_not_just_asked_for_no_more(cast, waiting, detour):
    rows = Organization.objects.filter(pk=waiting.pk)
    with viewing(cast.dan.person):
        rows.update(asked_regions=["americas", "emea"])
        if detour:
            kept = {"organization": waiting, "by": cast.dan.person, "regions": ["emea"], "at": cast.at("Mon 09:00")}
            WallChange.objects.create(kind=detour, **kept)
        with pytest.raises(ProgrammingError, match="comes in force by an entry alone"), transaction.atomic():
            rows.update(asked_regions=[], asked_at=None)
    assert waits(waiting)


def test_what_the_worker_finds_missing_takes_its_word_back(cast, waiting):
    assert looked(waiting, cast.at("Mon 2026-03-02 09:00"))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.eve.person.pk).update(is_active=False)
    assert not looked(waiting, cast.at("Mon 2026-03-02 09:00"))
    with pytest.raises(ProgrammingError, match="without the desk's own check"):
        in_force_by_sql(cast.dan, waiting)
