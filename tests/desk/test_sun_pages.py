"""Who has a case, who should take it and why; raised, given back, told to stay; and who is at the desk (O2.2, O8.7)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from sundial.commands.rota import add_shift
from sundial.models import CLOCKWORK, Case, FactRow, Organization, Person, PresenceRow, database_now, viewing
from sundial.models.presence import say_presence
from sundial.protocol.presence import Said
from sundial.protocol.rota import Duty
from tests.browsing import lately, sent, signed_in, visitor, words
from tests.database import as_role

HOUR = timedelta(hours=1)


@pytest.fixture
def story(cast):
    """Eve and Ned stand in EMEA for six hours, Amy in the Americas from the fourth; Ana's case is Eve's."""
    story, now = lately(cast), database_now()
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk__in=[cast.eve.person.pk, cast.amy.person.pk]).update(tier=2, skills=["scanner"])
        Person.objects.filter(pk=cast.ned.person.pk).update(tier=3, skills=["scanner"])
    for player, region, boss, since in ((cast.eve, "emea", cast.dan, 0), (cast.ned, "emea", cast.dan, 0),
                                        (cast.amy, "americas", cast.max, 4)):  # fmt: skip
        with viewing(boss.person):
            add_shift(player.person, (region, Duty.SHIFT), now + since * HOUR, now + (since + 6) * HOUR,
                      by=boss.person, now=now)  # fmt: skip
    return story


@pytest.fixture
def case(story):
    opened = story.open_case(plan="platinum", severity=1, at=30)
    story.eve.takes(opened, at=20)
    return opened


def page(player, address):
    return words(signed_in(player.person).get(address))


def here(case, more=""):
    return f"/desk/cases/{case.number}{more}"


def test_beside_the_conversation_stands_which_region_has_it_until_when_then_which_and_why(story, case):
    said = page(story.eve, here(case))
    assert "Who has it" in said
    assert "Region EMEA until " in said
    assert ", then Americas" in said
    assert "Its first response runs day and night, so it goes round. EMEA is on shift." in said


def test_the_page_of_a_hidden_customer_is_one_that_never_was(story):
    rita = story.restricted("emea")
    address = f"/desk/customers/{rita.person.organization_id}/course"
    boss = signed_in(story.max.person)
    never = boss.get(f"/desk/customers/{uuid4()}/course")
    assert boss.post(address, sent(course="home", text="x")).status_code == 404
    assert boss.get(address).content == never.content
    assert signed_in(story.dan.person).get(address).status_code == 200


def loads_in(said):
    return set(re.findall(r"(?:no|\d+) open cases?\b", said))


def test_who_fits_comes_first_with_the_reason_and_the_others_with_why_not(story, case):
    said = page(story.dan, here(case, "/owner"))
    assert said.index("Ned first") < said.index("Passed over") < said.index("Amy works in Americas; off shift")
    assert "on shift in EMEA until" in said
    assert "tier 3" in said
    assert "Eve has it now" in said
    assert "Dan is Support Duty Manager, no engineer; off shift" in said


def test_who_is_assigned_owns_it_and_why_is_kept_for_the_staff_alone(story, case):
    dan = signed_in(story.dan.person)
    form = sent(owner=str(story.ned.person.pk), seen=str(story.eve.person.pk), because="She goes home at four.")
    assert dan.post(here(case, "/owner"), form).status_code == 302
    assert dan.post(here(case, "/owner"), form).status_code == 302  # pressed twice
    with viewing(story.dan.person):
        assert Case.objects.get(pk=case.pk).owner == story.ned.person
        note = FactRow.objects.get(case=case, kind="messaged")
    assert note.text.startswith("Ned: on shift in EMEA until ")
    assert note.text.endswith("UTC, tier 3. She goes home at four.")
    assert "case" not in note.text  # what comes of cases that its reader may not see
    assert not note.public
    assert "goes home" not in signed_in(story.ana.person).get(f"/cases/{case.number}").content.decode()


def test_nothing_typed_is_lost_and_a_stranger_to_the_case_is_nobody(story, case):
    dan = signed_in(story.dan.person)
    answer = dan.post(here(case, "/owner"), sent(because="Because of mail."))
    assert answer.status_code == 422
    assert "Choose somebody." in words(answer)
    assert "Because of mail." in words(answer)
    said = []
    for stranger in (story.ana.person.pk, uuid4()):
        answer = dan.post(here(case, "/owner"), sent(owner=str(stranger), because="Because of mail."))
        assert (answer.status_code, "Because of mail." in words(answer)) == (422, True)
        said.append("Whom you chose cannot take this case any more." in words(answer))
    assert said == [True, True]
    with viewing(story.ned.person):
        say_presence(story.ned.person.pk, Said.AWAY, database_now())
    answer = dan.post(here(case, "/owner"), sent(owner=str(story.ned.person.pk)))
    assert (answer.status_code, "Ned is away. Choose somebody who is there." in words(answer)) == (422, True)
    assert "Ned says that they are away" in page(story.dan, here(case, "/owner"))


def test_behind_a_wall_nobody_outside_is_weighed_and_their_cases_count_only_for_who_sees_them(story):
    rita = story.restricted("emea")
    rita.at = story.at
    secret = story.open_case(by=rita, plan="platinum", severity=1, at=30)
    story.eve.takes(secret, at=20)
    said = page(story.dan, here(secret, "/owner"))
    assert "Amy" not in said
    assert "Only people of EMEA are weighed" in said
    assert "it stays there" in page(story.dan, here(secret))
    seen = story.open_case(plan="platinum", severity=1, at=10)
    loads = [loads_in(page(player, here(seen, "/owner"))) for player in (story.dan, story.max)]
    assert loads == [{"1 open case", "no open case"}, {"no open case"}]


def test_when_a_wall_closes_over_a_case_it_stays_there_and_who_cannot_take_it_any_more_is_said(story, case):
    dan = signed_in(story.dan.person)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Organization.objects.filter(pk=case.organization_id).update(regions=["americas", "emea"])
    assert ", then Americas" in page(story.dan, here(case))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Organization.objects.filter(pk=case.organization_id).update(regions=["emea"])
    assert "it stays there" in page(story.dan, here(case))
    for where, more in (("/owner", {"because": "Her words."}), ("/tier", {"text": "Her words.", "tier": "3"})):
        answer = dan.post(here(case, where), sent(owner=str(story.amy.person.pk), **more))
        assert (answer.status_code, "Her words." in words(answer)) == (422, True)
        assert "Whom you chose cannot take this case any more." in words(answer)


def test_a_case_is_raised_to_somebody_of_the_tier_or_given_back_with_a_reason(story, case):
    eve = signed_in(story.eve.person)
    assert "Raise to tier 3" in words(eve.get(here(case, "/tier")))
    answer = eve.post(here(case, "/tier"), sent(tier="3", owner=str(story.ned.person.pk), text=" "))
    assert (answer.status_code, "Say why in a few words" in words(answer)) == (422, True)
    form = sent(tier="3", owner=str(story.ned.person.pk), text="It is in the product.")
    assert eve.post(here(case, "/tier"), form).status_code == 302
    said = words(eve.get(here(case)))
    assert "raised the case to tier 3" in said
    assert "It is in the product." in said
    assert "Tier 3, raised" in said
    ned = signed_in(story.ned.person)
    assert ned.post(here(case, "/returns"), sent(text="Not in the product.")).status_code == 302
    assert "Nobody owns it yet" in words(ned.get(here(case)))
    refused = eve.post(here(case, "/returns"), sent(text="Me neither."))
    assert (refused.status_code, "there is nothing to give back" in words(refused)) == (422, True)


def test_a_manager_lets_a_case_or_a_customer_stay_at_home(story, case):
    dan, customer = signed_in(story.dan.person), f"/desk/customers/{case.organization_id}"
    assert dan.post(f"{customer}/course", sent(course="home", text="One voice, they ask.")).status_code == 302
    assert "Stays at home: One voice, they ask." in page(story.amy, customer)
    said = page(story.amy, here(case))
    assert "Region EMEA , it stays there" in said
    assert "The cases of Acme stay at home, a manager said." in said
    assert "They stay unless you tick them." in page(story.eve, "/desk/handover")
    assert dan.post(here(case, "/course"), sent(course="round", text="This one goes.")).status_code == 302
    assert "A manager said that this case goes round." in page(story.amy, here(case))
    assert "They stay unless you tick them." not in page(story.eve, "/desk/handover")
    for player in (story.amy, story.eve, story.max):
        client = signed_in(player.person)
        assert client.get(f"{customer}/course").status_code == 404
        assert client.post(here(case, "/course"), sent(course="home", text="No.")).status_code == 422
    wrong = dan.post(here(case, "/course"), sent(course="up", text="Kept words"))
    assert (wrong.status_code, "Kept words" in wrong.content.decode()) == (422, True)


def test_what_somebody_says_of_themselves_stands_in_the_top_bar_and_on_the_board(story):
    eve = signed_in(story.eve.person)
    assert eve.post("/desk/presence", {"said": "busy", "next": "/desk/board"})["Location"] == "/desk/board"
    assert eve.post("/desk/presence", {"said": "busy", "next": "https://elsewhere.example/"})["Location"] == "/desk/"
    assert eve.post("/desk/presence", {"said": "lost"}).status_code == 404
    assert '<span class="tag">Busy</span>' in eve.get("/desk/").content.decode()
    board = page(story.amy, "/desk/board")
    assert "Eve busy, " in board
    assert "Ned not seen at the desk, " in board


def test_an_act_is_noticed_and_looking_is_not(story, case):
    def seen():
        with viewing(story.dan.person):
            return set(PresenceRow.objects.filter(seen_at__isnull=False).values_list("person__name", flat=True))

    client = signed_in(story.ned.person)
    client.get(here(case))
    assert seen() == set()
    client.post(here(case, "/messages"), sent(mode="note", text="Looked.", seen="99"))
    assert seen() == {"Ned"}
    signed_in(story.ana.person).post(f"/cases/{case.number}/messages", sent(text="Hello?"))
    visitor().post("/sign-in/", {"login": "eve@example.com", "password": "no"})
    assert seen() == {"Ned"}


def test_the_queue_says_whose_owner_is_off_shift_where_something_is_owed_soon_and_narrows_by_it(story, case):
    away = story.open_case(plan="platinum", severity=1, at=15)
    story.dan.takes(away, at=10)  # who manages, and is not on shift
    quiet = story.open_case(plan="silver", severity=4, at=9)
    story.dan.takes(quiet, at=8)
    listed = signed_in(story.eve.person).get("/desk/?view=open").content.decode()
    assert listed.count("off shift</span>") == 1
    assert "off shift</span>" not in signed_in(story.dan.person).get("/desk/?view=open").content.decode()
    shown = {one: page(story.eve, f"/desk/?view=open&owner={one}") for one in ("off", "on", "nobody", "up")}
    found = {one: {each.number for each in (case, away, quiet) if each.number in shown[one]} for one in shown}
    everything = {case.number, away.number, quiet.number}
    assert found == {"off": {away.number, quiet.number}, "on": {case.number}, "nobody": set(), "up": everything}
