"""Who could take an offered shift is told of it, nobody else is, and nothing is mailed that is no longer so (O2.3)."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from sundial.commands.delivery import give_up
from sundial.commands.rota import add_shift, drop_shift, offer_shift, take_back, take_shift, take_time_off
from sundial.commands.rota_offers import Free
from sundial.models import (
    CLOCKWORK,
    Alert,
    AlertKind,
    Delivery,
    DeliveryState,
    Person,
    database_now,
    rota_written,
    viewing,
)
from sundial.outside.mailbox import text_of
from sundial.protocol.rota import Duty, Passed, RotaError, check, shift_named
from tests.browsing import signed_in, words
from tests.database import as_role, run
from tests.posting import ask, delivery_of, standing_sink, works
from tests.shifting import Lately, acts

INSERT = """INSERT INTO alert (id, seq, person_id, kind, promise, text, about, at)
    VALUES (gen_random_uuid(), %s, %s, %s, '', 'x', '', now())"""


@pytest.fixture
def rota(cast):
    return Lately(cast)


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


def told(change):
    return ask(lambda: sorted(Alert.objects.filter(seq=change.seq, case=None).values_list("person__name", flat=True)))


def alert_of(player, change):
    alerts = Alert.objects.select_related("person")
    return ask(lambda: alerts.get(seq=change.seq, case=None, kind=AlertKind.SHIFT_OFFERED, person=player.person))


def offers(rota, to=None):
    """Let Eve offer her shift of the coming Tuesday."""
    return acts(rota.cast.eve, offer_shift, rota.name(rota.cast.eve, 1), to and to.person, at="")


def test_those_of_the_region_who_could_take_it_are_told_and_nobody_else(cast, rota):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        jo, kim, leo = (cast._staff(name, "engineer", "emea") for name in ("Jo", "Kim", "Leo"))
        Person.objects.filter(pk=kim.person.pk).update(group="engineering")
        Person.objects.filter(pk=leo.person.pk).update(is_active=False)
    monday = rota.now.replace(hour=0, minute=0) + timedelta(days=7 - rota.now.weekday())
    acts(jo, take_time_off, jo.person, monday, monday + timedelta(days=5), deputy=None, at="")

    assert told(offers(rota)) == ["Dan", "Ned"]  # not Eve herself, nor Jo, Kim, Leo, nor the Americas
    assert told(acts(cast.ned, offer_shift, rota.name(cast.ned, 2), cast.amy.person, at="")) == []  # she has her own
    assert told(acts(cast.ned, offer_shift, rota.name(cast.ned, 3), cast.dan.person, at="")) == ["Dan"]
    manager = rota.name(cast.dan, 1, "emea-manager-1")
    assert told(acts(cast.dan, offer_shift, manager, None, at="")) == []  # no engineer stands there


def test_who_is_told_is_whom_the_rota_would_let_take_it(cast, rota):
    """Read once for everybody, and the same as what each would be told who tries."""
    extra = (rota.monday + timedelta(days=1), 8)
    since = rota.now.replace(year=extra[0].year, month=extra[0].month, day=extra[0].day, hour=extra[1], minute=0)
    acts(cast.max, add_shift, cast.amy.person, ("americas", Duty.SHIFT), since, since + timedelta(hours=2), at="")
    acts(cast.dan, add_shift, cast.ned.person, ("emea", Duty.ON_CALL), since, since + timedelta(hours=2), at="")
    name = rota.name(cast.eve, 1)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        written = rota_written()
        free = Free(written, shift_named(*written, name), rota.now)
    for player in (cast.ned, cast.dan, cast.amy, cast.max):
        what = Passed(name, str(player.person.pk), None, None)
        with nullcontext() if free.has(what.to) else pytest.raises(RotaError):
            check(*written, what)
    assert [free.has(str(one.person.pk)) for one in (cast.ned, cast.dan, cast.amy, cast.max)] == [
        True,
        True,
        False,
        True,
    ]


def test_the_mail_says_which_shift_in_the_readers_zone_and_where_it_is_taken(cast, rota, post, settings):
    settings.SITE_URL = "https://desk.example"
    alert = alert_of(cast.ned, offers(rota))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(zone="Asia/Kathmandu")
    with post() as mailbox:
        assert works(alert) is None

    [entry] = mailbox.entries()
    tuesday = rota.monday + timedelta(days=1)
    day = f"{tuesday:%a} {tuesday.day} {tuesday:%b}"
    assert entry.subject == f"a shift is offered: EMEA, {day} 11:45 (Kathmandu) to {day} 20:45 (Kathmandu)"
    way = f"https://desk.example/desk/rota/shift?shift=emea-shift-1%2F{tuesday}%2F{cast.eve.person.pk}\n"
    assert f"\n{way}" in text_of(mailbox.letter(entry.name))


def withdrawn(cast, rota, change):
    acts(cast.eve, take_back, change.seq, at="")


def taken(cast, rota, change):
    acts(cast.dan, take_shift, rota.name(cast.eve, 1), at="")


def dropped(cast, rota, change):
    acts(cast.dan, drop_shift, rota.name(cast.eve, 1), at="")


def offered_to_another(cast, rota, change):
    offers(rota, cast.dan)


def away(cast, rota, change):
    acts(cast.ned, take_time_off, cast.ned.person, rota.now, rota.now + timedelta(days=14), deputy=None, at="")


@pytest.mark.parametrize(
    ("meanwhile", "reason", "shown"),
    [
        (withdrawn, "the offer was withdrawn", "the offer was withdrawn"),
        (taken, "the shift has passed to somebody", "somebody has it"),
        (dropped, "the shift does not take place", "it does not take place"),
        (offered_to_another, "the shift was offered anew", "it was offered anew"),
        (away, "the person can no longer take it", "you are away or elsewhere then"),
    ],
)
def test_an_offer_that_is_no_more_is_not_mailed_and_its_alert_says_what_became_of_it(
    cast, rota, post, meanwhile, reason, shown
):
    change = offers(rota)
    ned = signed_in(cast.ned.person)
    assert "Eve offers a shift in EMEA, " in words(ned.get("/desk/alerts"))
    meanwhile(cast, rota, change)
    with post() as mailbox:
        assert works(alert_of(cast.ned, change)) is None
    assert mailbox.entries() == []
    delivery = delivery_of(alert_of(cast.ned, change))
    assert (delivery.state, delivery.problem) == (DeliveryState.NOT_NEEDED, reason)
    assert shown in words(ned.get("/desk/alerts"))


def test_it_is_read_by_the_one_who_is_told_and_leads_to_where_it_is_taken(cast, rota):
    change = offers(rota)
    ned = signed_in(cast.ned.person)
    page = ned.get("/desk/alerts").content.decode()
    assert f'href="/desk/rota/shift?shift=emea-shift-1%2F{rota.monday + timedelta(days=1)}%2F' in page
    alert = alert_of(cast.ned, change)
    assert signed_in(cast.amy.person).post(f"/desk/alerts/{alert.pk}/readings").status_code == 404
    assert ned.post(f"/desk/alerts/{alert.pk}/readings").status_code == 302
    assert "all read" in words(ned.get("/desk/alerts"))
    with viewing(cast.amy.person):
        assert list(Alert.objects.all()) == []


def test_only_who_offers_a_shift_owes_word_of_it_and_never_to_a_contact(cast, rota):
    change = offers(rota, cast.dan)
    other = acts(cast.ned, take_time_off, cast.ned.person, rota.now, rota.now + timedelta(days=1), deputy=None, at="")

    def refused(seq, to, kind="shift-offered"):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            run(INSERT, [seq, to.person.pk, kind])

    with viewing(cast.eve.person):
        refused(change.seq, cast.ana)
        refused(other.seq, cast.amy)
        refused(change.seq, cast.amy, "undelivered")
        run(INSERT, [change.seq, cast.ned.person.pk, "shift-offered"])
    with viewing(cast.amy.person):
        refused(change.seq, cast.max)


def test_a_mail_about_a_shift_that_is_given_up_is_told_to_the_manager(cast, rota):
    alert = alert_of(cast.ned, offers(rota))
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        give_up(Delivery.objects.create(alert=alert, channel="mail", at=now), now=now)
    assert "Mail did not reach Ned: a shift is offered: EMEA" in words(signed_in(cast.dan.person).get("/desk/alerts"))
