"""Releases (O5.3, O6.4): who decides, what is refused, and that every decision is kept."""

import pytest
from django.db import IntegrityError, transaction

from sundial.commands.decisions import CannotDecide, FarDate, NotThen, NotYours, PastDate, Why
from sundial.commands.errors import Refused
from sundial.commands.grounds import NoReason
from sundial.commands.releases import (
    ReleaseThere,
    ReleaseUnnamed,
    assign_fix,
    drop_release,
    give_up_fix,
    move_release,
    plan_release,
    remove_fix,
    ship,
)
from sundial.models import CLOCKWORK, FanOut, Fix, Person, Release, ReleaseEvent, viewing
from tests.database import as_role
from tests.releasing import NINE, SCANNER, Shop, as_the_desk, on

NOW = "Mon 09:05"


@pytest.fixture
def shop(cast):
    return Shop(cast)


@pytest.fixture
def fix(shop):
    return shop.fix


@pytest.fixture
def release(shop):
    return shop.release


def events(release):
    """Return the history of a release, the oldest first."""
    rows = as_the_desk(lambda: list(ReleaseEvent.objects.filter(release=release).order_by("at", "recorded_at")))
    return [(event.kind, event.fixes, event.was, event.to, event.reason) for event in rows]


def standing(release):
    """Return how a release stands, its fixes, and how much is still to be told."""
    row = as_the_desk(lambda: Release.objects.get(pk=release.pk))
    return (
        row.planned_at,
        row.state,
        as_the_desk(lambda: list(row.fixes.values_list("key", flat=True))),
        len(events(row)),
    )


def becomes(player, **fields):
    """Make one of the cast somebody else."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=player.person.pk).update(**fields)
        player.person.refresh_from_db()


def test_its_owner_its_makers_duty_managers_and_directors_decide_about_a_release_and_nobody_else(
    cast, shop, release, at
):
    mine = shop.plans("6.0", owner=cast.eve.person, at=NINE)
    with pytest.raises(NotYours):
        shop.moves(release, "2026-03-20 10:00", by=cast.eve, at="Mon 09:10")
    assert shop.moves(mine, "2026-03-20 10:00", by=cast.eve, at="Mon 09:10").by == cast.eve.person
    for group, day in (("engineering", "21"), ("product", "22")):
        becomes(cast.amy, group=group)
        shop.moves(release, f"2026-03-{day} 10:00", by=cast.amy, at="Mon 09:20")
    becomes(cast.amy, group="sales")
    with pytest.raises(NotYours):
        shop.moves(release, "2026-03-23 10:00", by=cast.amy, at="Mon 09:30")
    becomes(cast.amy, group="", role="director")
    shop.moves(release, "2026-03-24 10:00", by=cast.amy, at="Mon 09:30")
    with pytest.raises(NotYours), viewing(cast.ned.person):
        plan_release(SCANNER, "7.0", None, owner=cast.ned.person, by=cast.ned.person, now=at("Mon 09:40"))


@pytest.mark.parametrize("verb", [move_release, ship, drop_release])
def test_no_customer_decides_about_a_release(cast, shop, release, verb, at):
    more = [on("2026-03-20 10:00")] if verb is move_release else []
    with pytest.raises(NotYours), viewing(cast.ana.person):
        verb(release, *more, why=Why(at("Mon 09:10"), "No."), by=cast.ana.person, now=at("Mon 09:10"))
    with viewing(cast.ana.person):
        assert not Release.objects.exists()
        assert not Fix.objects.exists()
        assert not ReleaseEvent.objects.exists()


def refused(shop, release, fix):
    """Return what is refused of a release and its fix: the deed, the error, what its sentence names."""
    other = shop.plans("5.8.3", at="Mon 09:01")
    elsewhere = shop.plans("8.1", product="Console 8.1", at="Mon 09:01")
    loose = shop.new_fix("SC-2")
    decides = shop.decides
    return {
        "a release date in the past": (lambda: shop.moves(release, "2026-03-01 10:00", at=NOW), PastDate, "past"),
        "a date in another age": (lambda: shop.moves(release, "9999-03-01 10:00", at=NOW), FarDate, "ten years"),
        "the date that it has": (lambda: shop.moves(release, "2026-03-13 10:00", at=NOW), CannotDecide, "date"),
        "a move without a reason": (
            lambda: shop.moves(release, "2026-03-20 10:00", at=NOW, reason="  "), NoReason, "why",
        ),
        "a reason that is a novel": (
            lambda: shop.moves(release, "2026-03-20 10:00", at=NOW, reason="x" * 301), Refused, "300",
        ),
        "a decision that is still to be made": (
            lambda: shop.moves(release, "2026-03-20 10:00", at=NOW, when="2026-03-02 09:06"), NotThen, "when",
        ),
        "a decision before the one that it follows": (
            lambda: shop.moves(release, "2026-03-20 10:00", at=NOW, when="2026-03-02 08:00"), NotThen, "when",
        ),
        "a fix in two releases": (lambda: puts(shop, fix, other), CannotDecide, "5.8.2"),
        "a fix twice in a release": (lambda: puts(shop, fix, release), CannotDecide, "already"),
        "a fix of another product": (lambda: puts(shop, loose, elsewhere), CannotDecide, "Console 8.1"),
        "a fix put into another product's release": (
            lambda: decides(remove_fix, fix, to=elsewhere, at=NOW), CannotDecide, "Console 8.1",
        ),
        "a fix put where it is": (lambda: decides(remove_fix, fix, to=release, at=NOW), CannotDecide, "already"),
        "a fix taken out of nothing": (lambda: decides(remove_fix, loose, to=None, at=NOW), CannotDecide, "no "),
    }  # fmt: skip


def puts(shop, fix, release):
    dan = shop.cast.dan.person
    with viewing(dan):
        return assign_fix(fix, release, by=dan, now=shop.cast.at("Mon 09:05"))


REFUSED = [
    "a release date in the past", "the date that it has", "a move without a reason", "a reason that is a novel",
    "a decision that is still to be made", "a decision before the one that it follows", "a fix in two releases",
    "a fix twice in a release", "a fix of another product", "a fix put into another product's release",
    "a fix put where it is", "a fix taken out of nothing",
]  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_half_done(shop, release, fix, what):
    deed, error, names = refused(shop, release, fix)[what]
    before = standing(release)

    with pytest.raises(error) as told, transaction.atomic():
        deed()
    assert names in str(told.value)
    assert str(told.value).endswith(".")
    assert standing(release) == before
    assert as_the_desk(FanOut.objects.count) == 0


def test_a_product_has_each_release_once_under_a_name(shop, release):
    with pytest.raises(ReleaseThere, match=r"has a release 5[.]8[.]2 already"):
        shop.plans(at="Mon 09:05")
    with pytest.raises(ReleaseUnnamed):
        shop.plans("  ", at="Mon 09:05")
    with pytest.raises(PastDate):
        shop.plans("5.9", "2026-03-01 10:00", at="Mon 09:05")


def test_a_release_keeps_its_whole_history(shop, release, fix, at):
    other = shop.plans("5.8.3", "2026-03-27 10:00", at="Mon 09:00")
    shop.moves(release, None, at="Mon 10:00", when="2026-03-02 09:30")
    shop.moves(release, "2026-03-20 10:00", at="Mon 11:00", reason="Tests are through.")
    shop.decides(remove_fix, fix, to=other, at="Mon 12:00", reason="It needs more time.")
    shop.decides(ship, release, at="Mon 13:00", reason="")
    date, moved, later = on("2026-03-13 10:00"), on("2026-03-20 10:00"), on("2026-03-27 10:00")

    assert events(release) == [
        ("planned", [], None, date, ""),
        ("assigned", ["SC-1"], None, date, ""),
        ("rescheduled", ["SC-1"], date, None, "A second leak."),
        ("rescheduled", ["SC-1"], None, moved, "Tests are through."),
        ("removed", ["SC-1"], moved, later, "It needs more time."),
        ("shipped", [], moved, at("Mon 13:00"), ""),
    ]
    assert events(other)[1:] == [("assigned", ["SC-1"], None, later, "It needs more time.")]
    assert standing(other)[:3] == (later, "planned", ["SC-1"])


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker"])
def test_what_was_decided_is_never_changed(cast, release, role):
    viewer = cast.dan.person if role == "sundial_web" else CLOCKWORK
    with as_role(role), viewing(viewer), transaction.atomic():
        for act in (lambda rows: rows.update(reason="Nobody's fault."), lambda rows: rows.delete()):
            with pytest.raises(Exception, match=r"permission denied|is kept as it was written"), transaction.atomic():
                act(ReleaseEvent.objects.filter(release=release))


def test_nobody_decides_in_another_s_name(cast, release, at):
    event = ReleaseEvent(release=release, kind="shipped", by=cast.eve.person, at=at(NINE), recorded_at=at(NINE))
    with viewing(cast.dan.person), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        event.save(force_insert=True)


def test_what_is_out_or_dropped_is_decided_about_no_more(shop, fix, at):
    out, dropped = shop.release, shop.plans("5.8.3", at=NINE)
    shop.decides(ship, out, at="Mon 10:00")
    shop.decides(drop_release, dropped, at="Mon 10:00")

    for release, words in ((out, "is out already"), (dropped, "was dropped")):
        with pytest.raises(CannotDecide, match=words), transaction.atomic():
            shop.moves(release, "2026-03-20 10:00", at="Mon 11:00")
    with pytest.raises(CannotDecide, match="is out already"), transaction.atomic():
        shop.decides(remove_fix, fix, to=None, at="Mon 11:00")
    with pytest.raises(CannotDecide, match="was dropped"), transaction.atomic():
        puts(shop, shop.new_fix("SC-2"), dropped)


def test_of_a_dropped_release_the_fixes_are_free_again(shop, release, fix):
    shop.decides(drop_release, release, at="Mon 10:00")
    other = shop.plans("5.8.3", fixes=[fix], at="Mon 10:10")

    assert standing(release)[1:3] == ("dropped", [])
    assert standing(other)[2] == ["SC-1"]


def test_a_fix_that_was_given_up_is_put_nowhere_any_more(shop, release, fix):
    shop.decides(give_up_fix, fix, at="Mon 10:00")

    assert standing(release)[2] == []
    with pytest.raises(CannotDecide, match="mends nothing"):
        puts(shop, fix, release)


def test_a_release_is_out_at_some_time_or_not_at_all(release):
    with as_role("sundial_worker"), viewing(CLOCKWORK), pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(state="shipped")
