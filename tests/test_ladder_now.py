"""Who would be told now: one answer, on the desk's page, on the command line and of the reading itself (O8.1, O8.6)."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from sundial.commands.ladder_told import stages, told_now
from sundial.commands.resources import answer_request, ask_group
from sundial.commands.rota import add_shift, take_time_off
from sundial.commands.team_now import served_on, team_at, team_for_contacts
from sundial.models import CLOCKWORK, Case, Organization, database_now, history_of, viewing
from sundial.protocol.document import shipped
from sundial.protocol.ladder_told import alerted
from sundial.protocol.rota import Duty
from tests.browsing import lately, signed_in, words
from tests.database import as_role
from tests.story import kept, player

HOUR = timedelta(hours=1)


@pytest.fixture
def story(cast):
    """Gil is of Engineering; Vera is the world's; Ana's customer has Tom as TAM and Carl, of the Americas, as CSM."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        cast.tom, cast.carl = cast._staff("Tom", "tam", "emea"), cast._staff("Carl", "csm", "americas")
        cast.vera = cast._staff("Vera", "vp", "")
        engineering = {"role": "working-groups", "region": "emea", "group": "engineering"}
        cast.gil = kept(player("Gil", cast.at, kind="staff", **engineering))
    return lately(cast)


def has(contact, **own):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        people = {role: one.person for role, one in own.items()}
        Organization.objects.filter(pk=contact.person.organization_id).update(
            **{f"{role}_id": one.pk for role, one in people.items()}
        )


@pytest.fixture
def case(story):
    has(story.ana, tam=story.tom, csm=story.carl)
    opened = story.open_case(at=30)
    story.eve.takes(opened, at=20)
    return opened


@pytest.fixture
def secret(story):
    rita = story.restricted("emea")
    has(rita, tam=story.tom)
    opened = story.open_case(by=rita, at=30)
    story.eve.takes(opened, at=20)
    return opened


def asked(case, *more):
    """Ask the command as the worker; return its one object and its exit status."""
    out, status = io.StringIO(), 0
    with as_role("sundial_worker"):
        try:
            call_command("ladder", case if isinstance(case, str) else case.number, *more, stdout=out)
        except SystemExit as end:
            status = end.code
    return out.getvalue(), status


def told(case, rung):
    said, _ = asked(case, "--rung", str(rung), "--json")
    (stage,) = json.loads(said)["stages"]
    return " ".join(sorted(one["name"] for one in stage["people"]))


def test_the_command_says_who_would_be_told_of_each_rung_of_a_customer_who_has_everything(story, case):
    now = database_now()
    with viewing(story.eve.person):
        ask_group(case, "engineering", by=story.eve.person, text="Why?", due_at=now + HOUR, now=now)

    assert [told(case, rung) for rung in range(5)] == [
        "Carl Eve Tom",
        "Carl Dan Eve Gil Tom",  # Dan also stands in as support manager
        "Carl Dan Eve Gil Max Tom",
        "Carl Dan Max Tom Vera",
        "Carl Dan Max Tom Vera",
    ]


def test_a_group_that_has_answered_is_not_at_work_any_more(story, case):
    now = database_now()
    with viewing(story.eve.person):
        ask_group(case, "engineering", by=story.eve.person, text="Why?", due_at=now + HOUR, now=now)
        request = Case.objects.get(pk=case.pk).requests.get().seq
    assert "Gil" in told(case, 1)
    with viewing(story.gil.person):
        answer_request(case, request, by=story.gil.person, text="So.", now=now)

    assert "Gil" not in told(case, 1)


def test_for_the_customer_of_emea_alone_nobody_outside_is_told_of_any_rung(story, secret):
    assert [told(secret, 0), told(secret, 1), told(secret, 2)] == ["Eve Tom", "Dan Eve Tom", "Dan Eve Tom"]
    assert [told(secret, 3), told(secret, 4)] == ["Dan Tom", "Dan Tom"]
    said, status = asked(secret, "--rung", "3")
    assert status == 0
    for line in (
        "3. A call for the Duty Manager",
        "answers: Support Duty Manager on shift (EMEA)",
        "Empty: Dan stands in for Vice President of Global Technical Services and Regional Sales Manager",
        "Does not apply: Customer Success Manager",
        "Does not apply: Leaders of other groups working on the issue",
    ):
        assert f" {line}\n" in said.replace("\n3.", "\n 3.")


def test_a_silence_is_said_and_fails(story, secret):
    story.leaves(story.dan)
    said, status = asked(secret, "--rung", "4")

    assert status == 1
    assert "Nobody can be told: Support Duty Manager\n" in said
    assert json.loads(asked(secret, "--rung", "4", "--json")[0])["stages"][0]["silent"][0] == "Support Duty Manager"


def test_what_is_no_case_and_no_rung_is_told_in_a_sentence(story, case):
    with pytest.raises(CommandError, match="--rung 5: allowed are 0 to 4"):
        asked(case, "--rung", "5")
    with pytest.raises(CommandError, match="There is no case SD-0000-000"):
        asked("SD-0000-000")


def test_who_is_away_and_who_is_on_shift_is_read_from_the_rota_by_each_viewer_alike(story, case):
    now = database_now()
    with viewing(story.dan.person):
        take_time_off(story.tom.person, now - HOUR, now + HOUR, deputy=story.ned.person, by=story.dan.person, now=now)
    with viewing(story.max.person):
        add_shift(story.max.person, ("americas", Duty.MANAGER), now, now + HOUR, by=story.max.person, now=now)

    assert told(case, 1) == "Carl Dan Eve Ned"
    found = []
    for viewer in (story.ned.person, story.amy.person, story.ana.person):
        with viewing(viewer):
            theirs = Case.objects.select_related("organization").get(pk=case.pk)
            whom = served_on(theirs, history_of(case.pk), str(theirs.owner_id))
            team = team_at(now) if viewer.is_staff_member else team_for_contacts(now, whom)
            found.append([alerted(number, whom, team, shipped()) for number in stages(shipped())])
    assert found[0] == found[1] == found[2]
    assert [one.person.name for one in found[0][3].roles[0].holders] == ["Max"]


def test_the_page_says_of_each_rung_the_very_people_of_the_command(story, case):
    body = signed_in(story.eve.person).get(f"/desk/cases/{case.number}/ladder").content.decode()
    rungs = dict(zip(("4", "3", "2", "1", "0"), body.split('<div class="step"')[1:], strict=True))

    for rung, part in rungs.items():
        assert " ".join(sorted(re.findall(r'/desk/people/[^"]+">(\w+)</a>', part))) == told(case, rung)
    said = words(signed_in(story.eve.person).get(f"/desk/cases/{case.number}/ladder"))
    assert (
        "answers and owns it Support Duty Manager EMEA is informed and is told All Support Duty Managers EMEA" in said
    )
    assert "Does not apply: Sales." in said


def test_the_page_of_a_hidden_case_is_one_that_never_was_and_inside_it_says_that_nobody_else_hears(story, secret):
    amy, dan = signed_in(story.amy.person), signed_in(story.dan.person)
    hidden, never = amy.get(f"/desk/cases/{secret.number}/ladder"), amy.get("/desk/cases/SD-0000-000/ladder")

    assert (hidden.status_code, hidden.content) == (404, never.content)
    said = words(dan.get(f"/desk/cases/{secret.number}/ladder"))
    assert "Nobody outside EMEA" in said
    assert "Vera" not in said
    assert "Carl" not in said


def test_the_page_says_a_silence_and_a_way_that_is_closed_to_the_plan(story):
    rita = story.restricted("emea")
    opened = story.open_case(by=rita, plan="silver", at=30)
    story.leaves(story.dan)
    said = words(signed_in(story.eve.person).get(f"/desk/cases/{opened.number}/ladder"))

    assert "Nobody can be told as Support Duty Manager on shift: nobody inside has it" in said
    assert "Silver does not include phone: this way is closed to the customer" in said
    assert "On 0, 1, 2, 3 and 4 there is a role for which nobody could be told." in said


def test_the_reading_of_a_case_names_its_owner_and_those_of_its_own_customer(story, case, secret):
    with viewing(story.eve.person):
        theirs = Case.objects.select_related("organization").get(pk=secret.pk)
        whom = served_on(theirs, history_of(secret.pk), str(theirs.owner_id))
        found = told_now(secret, history_of(secret.pk), shipped(), database_now(), (1,))

    assert whom.regions == ("emea",)
    assert set(whom.own) == {"owner", "tam"}
    assert [one.person.name for one in found[0].people] == ["Eve", "Dan", "Tom"]
