"""A letter to leadership waits for a coordinator; confirmed, rung 4 counts from when it came; the wall holds (O7.4)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from sundial.jobs.deliver import deliver
from sundial.jobs.mailroom import fetch_from, read_all
from sundial.models import (
    CLOCKWORK,
    Alert,
    Case,
    Clock,
    Escalation,
    FactRow,
    InboundLetter,
    Organization,
    Person,
    database_now,
    viewing,
)
from sundial.protocol.promises import Promise
from sundial.web.letters_seen import letters_seen
from tests.browsing import signed_in
from tests.database import as_role, run
from tests.mail_server import mail_server
from tests.nasty_letters import letter, proved
from tests.posting import ask, standing_sink
from tests.test_mail_door import EMEA, OTHER, VP, lay, told, trusting  # noqa: F401 - a fixture

KNOWN = {"step": "confirm", "who": "Ana", "how": "Called back on the number we have."}


@pytest.fixture
def team(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for name, role, region in (("Vera", "vp", ""), ("Sven", "svp", ""), ("Cora", "cx-coordinator", "emea")):
            setattr(cast, name.lower(), cast._staff(name, role, region))
    return cast


@pytest.fixture
def case(team):
    """A case of Ana's that was opened an hour and a half ago, by the database's own clock."""
    return opened(team, team.ana)


def opened(cast, contact, subject="Uploads fail"):
    moment = database_now() - timedelta(minutes=90)
    cast.entitle(contact.person.organization, "platinum")
    return cast.opens(contact, at=f"{moment:%a %Y-%m-%d %H:%M}", subject=subject)


def wrote(who, *lines, mailbox=VP, **more):
    return lay(letter(*lines, sender=f"{who.name} <{who.person.email}>"), mailbox, **more)


def settles(player, row, **form):
    return signed_in(player.person).post(f"/desk/letters/{row.pk}", {"key": str(uuid4()), **form})


def page(player, row):
    return signed_in(player.person).get(f"/desk/letters/{row.pk}")


def again(row):
    return ask(lambda: InboundLetter.objects.select_related("case", "settled_by").get(pk=row.pk))


def rungs(case):
    return ask(lambda: list(Escalation.objects.filter(case=case).values_list("rung", "at")))


def seen_by(player):
    """Return the subjects that somebody sees: by row security alone, and by the app's own question alone."""
    with viewing(player.person):
        by_rows = set(InboundLetter.objects.values_list("subject", flat=True))
    with as_role("postgres"):
        by_app = set(letters_seen(player.person).values_list("subject", flat=True))
    assert by_rows == by_app
    return " ".join(sorted(by_rows))


def test_a_letter_through_a_real_mailbox_climbs_from_when_it_came_and_tells_exactly_those_whom_o8_names(
    team, case, tmp_path, settings
):
    came = database_now().replace(microsecond=0) - timedelta(minutes=50)
    with mail_server() as server:
        server.lay(letter(f"Subject: {case.number} is down", sender="Ana <ana@example.com>"), came)
        with as_role("sundial_worker"):
            assert (fetch_from(server.account(VP)), read_all()) == (1, 1)
    (row,) = ask(lambda: list(InboundLetter.objects.all()))
    assert (row.fate, row.arrived_at, rungs(case), told(row)) == ("queue", came, [], "Cora Dan Max")

    shown = page(team.cora, row).content.decode()
    assert "Anybody can write under it" in shown
    answer = settles(team.cora, row, case=case.number, **KNOWN)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.number}/escalation")
    assert rungs(case) == [(4, came)]
    due = ask(lambda: Clock.objects.get(case=case, promise=str(Promise.ESCALATION))).due_at
    assert came < due
    assert f'datetime="{due:%Y-%m-%dT%H:%M:%SZ}"' in shown  # the page had said so before
    fact = ask(lambda: FactRow.objects.get(case=case, kind="escalated"))
    assert fact.text.startswith("Ana wrote to support leadership.")
    with standing_sink(tmp_path, settings) as mailbox, as_role("sundial_worker"):
        for alert in ask(lambda: list(Alert.objects.filter(case=case, kind="escalated"))):
            deliver(alert=str(alert.pk))
        names = sorted(entry.recipients[0].partition("@")[0] for entry in mailbox.entries())
    assert names == ["dan", "max", "sven", "vera"]


def test_two_who_confirm_one_letter_make_one_rung_and_the_second_learns_who_was_quicker(team, case):
    row = wrote(team.ana)
    assert settles(team.cora, row, case=case.number, **KNOWN).status_code == 302
    second = settles(team.dan, row, case=case.number, **KNOWN)
    assert second.status_code == 422
    assert "Cora was quicker" in second.content.decode()
    other = wrote(team.ana, "Subject: again")
    assert settles(team.dan, other, number=case.number, **KNOWN).status_code == 302
    assert (len(rungs(case)), again(other).outcome) == (1, "joined")
    assert "One more letter" in ask(lambda: FactRow.objects.filter(case=case).latest("seq")).text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"who": "", "how": "x"}, "Say who wrote it"),
        ({"who": "Ana", "how": " "}, "Say how you know"),
        ({"who": "Ana", "how": "x", "case": ""}, "Choose a case"),
        ({"who": "Ana", "how": "x", "case": "", "number": "SD-0000-000"}, "There is no case with this number"),
        ({"step": "decline", "why": ""}, "Say why it asks"),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(team, case, form, says):
    row = wrote(team.ana)
    answer = settles(team.cora, row, **{"step": "confirm", "case": case.number, **form})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert all(f'value="{value}"' in answer.content.decode() for name, value in form.items() if value not in ("", " ")
               and name != "step")  # fmt: skip
    assert (rungs(case), again(row).outcome) == ([], "")


def test_a_letter_is_declined_with_a_reason_or_is_no_customers_who_is_then_pointed_to_the_portal(team, case):
    thanks, spam = wrote(team.ana), lay(proved())
    assert settles(team.cora, thanks, step="decline", why="She says thank you.").status_code == 302
    assert settles(team.cora, spam, step="no-customer").status_code == 302
    assert (again(thanks).outcome, again(thanks).reason, again(spam).outcome) == (
        "declined", "She says thank you.", "no-customer",
    )  # fmt: skip
    assert rungs(case) == []
    asked = "SELECT args->>'letter' FROM procrastinate_jobs WHERE task_name = 'answer_astray'"
    with as_role("sundial_worker"):
        assert run(asked) == [(str(spam.pk),)]
    listed = signed_in(team.cora.person).get("/desk/letters").content.decode()
    assert "declined" in listed


def test_a_letter_that_came_before_its_case_counts_from_the_opening(team, case):
    row = wrote(team.ana, arrived_at=database_now() - timedelta(hours=5))
    assert settles(team.cora, row, case=case.number, **KNOWN).status_code == 302
    assert rungs(case) == [(4, case.opened_at)]


def test_nothing_of_a_letter_is_run_or_fetched(team):
    words = '<script>alert(1)</script><img src="https://evil.example/x.png"> {{ 7|add:7 }} https://evil.example'
    raw = letter("Subject: <b>x</b>", body=words, sender='"<i>Ana</i>" <ana@example.com>')
    shown = page(team.cora, lay(raw)).content.decode()
    assert "&lt;script&gt;" in shown
    assert "&lt;i&gt;Ana" in shown
    for bad in ("<script>alert", "<img", "<b>x", 'href="https://evil', 'src="https'):
        assert bad not in shown


def test_held_letters_show_why_and_can_be_confirmed_all_the_same(team, case):
    row = lay(letter("Auto-Submitted: auto-generated", "Subject: From our monitor", sender="ana@example.com"))
    assert "a machine wrote it" in signed_in(team.cora.person).get("/desk/letters").content.decode()
    assert settles(team.cora, row, case=case.number, **KNOWN).status_code == 302
    assert len(rungs(case)) == 1
    lost = lay(letter("Auto-Submitted: auto-replied"), OTHER)
    assert settles(team.cora, lost, case=case.number, **KNOWN).status_code == 422


def test_coordinators_alone_see_letters_and_of_a_walled_customer_those_inside_alone(team):
    rita = team.restricted("emea")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=rita.person.pk).update(email="rita@secret.example")
    rita.person.email = "rita@secret.example"
    wrote(rita, "Subject: 1")
    lay(letter("Subject: 2", sender="stranger@secret.example"))
    wrote(rita, "Subject: 3", mailbox="supportescalation_amer@opswat.com")
    lay(letter("Subject: 4"), EMEA)
    lay(letter("Subject: 5", sender="x@y.example"))
    wrote(team.ana, "Subject: 6", mailbox=EMEA)
    lay(letter("Subject: 7", sender="z@y.example"), "supportescalation_apj@opswat.com")
    assert [seen_by(one) for one in (team.cora, team.dan)] == ["1 2 3 4 5 6 7"] * 2
    assert seen_by(team.max) == "5 6 7"
    assert [seen_by(one) for one in (team.eve, team.vera, team.ana, rita)] == [""] * 4

    with as_role("sundial_worker"), viewing(CLOCKWORK):  # a wall that closes takes effect at once
        Organization.objects.filter(pk=team.acme.pk).update(regions=["emea"])
    assert seen_by(team.max) == "5 7"
    ghost = Alert.objects.filter(kind="letter-came")
    with viewing(team.max.person):
        assert ghost.count() == 2  # word of what he saw is gone with it


def test_an_outsider_learns_nothing_of_a_letter_or_a_case_behind_the_wall(team, case):
    rita = team.restricted("emea")
    secret = opened(team, rita)
    hidden, open_to_all = wrote(rita, "Subject: CANARY"), wrote(team.ana, f"Subject: {secret.number}")
    max_ = signed_in(team.max.person)
    never = max_.get(f"/desk/letters/{uuid4()}")
    assert (page(team.max, hidden).status_code, page(team.max, hidden).content) == (404, never.content)
    assert settles(team.max, hidden, case=case.number, **KNOWN).status_code == 404
    listed = max_.get("/desk/letters").content.decode()
    assert "CANARY" not in listed
    assert "to leadership wait</span>" in listed
    assert '<span class="n">1<span class="vh"> to leadership wait' in listed
    assert "Uploads fail" not in page(team.max, open_to_all).content.decode().partition("Which case")[2].replace(
        f"{case.number} Uploads fail", ""
    )
    refused = settles(team.max, open_to_all, number=secret.number, **KNOWN)
    assert "There is no case with this number" in refused.content.decode()
    assert (rungs(secret), rungs(case)) == ([], [])
    assert secret.number in page(team.dan, open_to_all).content.decode().partition("Which case")[2]

    assert settles(team.dan, hidden, case=secret.number, **KNOWN).status_code == 302
    assert seen_by(team.max) == secret.number  # of the confirmed one as of its case: nothing
    with viewing(team.max.person):
        assert not Case.objects.filter(pk=secret.pk).exists()


def test_the_web_lays_nothing_down_for_who_has_signed_in_and_reads_no_letter_as_it_came(team):
    row = wrote(team.ana)
    with viewing(team.cora.person), transaction.atomic():
        lays = "INSERT INTO inbound_raw (id, source, mailbox, content, size, at, tries)"
        for wrong in (
            "SELECT content FROM inbound_raw",
            f"{lays} VALUES (gen_random_uuid(), 'webhook:x', 'x', '', 0, now(), 0)",
            f"UPDATE inbound_letter SET subject = 'x' WHERE id = '{row.pk}'",
        ):
            with pytest.raises(Exception, match=r"permission denied|row-level security"), transaction.atomic():
                run(wrong)
