"""A settled letter is taken up again; one that nobody may see, or that is held among many, is told of all the same."""

import pytest
from django.db import Error, transaction

from sundial.commands.inbound_reading import think_again
from sundial.commands.letters_told import WAITED, remind
from sundial.models import (
    CLOCKWORK,
    Alert,
    InboundLetter,
    LetterTakenUp,
    Person,
    Reaching,
    database_now,
    viewing,
)
from sundial.outside.mailsink import Answer
from sundial.web.desk.side import alerts_of
from tests.browsing import signed_in, words
from tests.database import as_role, run
from tests.nasty_letters import letter
from tests.posting import ask, delivery_of, standing_sink, works
from tests.test_dead_letters import sees_to
from tests.test_leadership_letters import KNOWN, again, case, page, rungs, settles, team, wrote  # noqa: F401 - fixtures
from tests.test_mail_door import lay, told, trusting  # noqa: F401 - a fixture


@pytest.fixture
def apart(team):  # noqa: F811
    """Two restricted customers of regions apart whose contacts share a mail host."""
    pair = []
    for name, region in (("rita", "emea"), ("amal", "americas")):
        player = team.restricted(region)
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            Person.objects.filter(pk=player.person.pk).update(email=f"{name}@shared.example")
        player.person.email = f"{name}@shared.example"
        pair.append(player)
    return pair


def test_a_declined_letter_is_taken_up_again_with_a_reason_and_counts_from_when_it_came(team, case):  # noqa: F811
    row = wrote(team.ana)
    settles(team.cora, row, step="decline", why="She says thank you.")
    refused = settles(team.dan, row, step="again", again=" ")
    assert refused.status_code == 422
    assert "Say why it is taken up again" in words(refused)
    assert settles(team.dan, row, step="again", again="She does not.").status_code == 302
    assert again(row).settled_at is None
    shown = words(page(team.cora, row))
    assert "Dan took it up again" in shown
    assert "She does not. Before, Cora had settled it" in shown
    assert "She says thank you." in shown
    assert "It waits already" in words(settles(team.dan, row, step="again", again="Once more."))
    settles(team.cora, row, case=case.number, **KNOWN)
    assert rungs(case) == [(4, max(row.arrived_at, case.opened_at))]
    refused = settles(team.dan, row, step="again", again="It is about another case.")
    assert "Its words stand on a case" in words(refused)
    assert (again(row).outcome, ask(LetterTakenUp.objects.count)) == ("confirmed", 1)


def test_of_a_letter_that_was_taken_up_those_who_may_settle_it_are_reminded_after_half_an_hour(team):  # noqa: F811
    row = wrote(team.ana)
    ask(lambda: InboundLetter.objects.filter(pk=row.pk).update(at=database_now() - WAITED))
    assert ask(lambda: remind(database_now())) == 1
    before = len(told(row, "letter-waits").split())
    settles(team.cora, row, step="decline", why="She says thank you.")
    settles(team.dan, row, step="again", again="She does not.")
    assert ask(lambda: remind(database_now())) == 0
    assert ask(lambda: remind(database_now() + WAITED)) == 1
    assert len(told(row, "letter-waits").split()) == 2 * before


def test_a_letter_is_taken_up_by_who_sees_it_alone_and_never_settled_anew_in_one_step(team):  # noqa: F811
    rita = team.restricted("emea")
    row = wrote(rita)
    settles(team.dan, row, step="decline", why="No.")
    assert settles(team.max, row, step="again", again="I want to.").status_code == 404
    undone = again(row)
    for who, allowed in ((team.max, False), (team.eve, False), (team.dan, True)):
        act = {"letter": undone, "by": who.person, "reason": "By hand.", "outcome": "declined", "because": "No."}
        act |= {"settled_by": undone.settled_by, "settled_at": undone.settled_at}
        assert (who.name, tries(who, lambda act=act: LetterTakenUp.objects.create(at=database_now(), **act))) == (
            who.name, allowed,
        )  # fmt: skip
    anew = "UPDATE inbound_letter SET outcome = 'no-customer', settled_by_id = %s WHERE id = %s"
    opens = "UPDATE inbound_letter SET outcome = '', reason = '', settled_by_id = NULL, settled_at = NULL WHERE id = %s"
    assert not tries(team.dan, lambda: run(anew, [team.dan.person.pk, row.pk]))
    assert not tries(team.cora, lambda: run(opens, [row.pk]))  # whoever opens it says why, in their own name
    with viewing(team.max.person):
        assert not LetterTakenUp.objects.exists()


def tries(player, act):
    """Do something with the rights of somebody on the web; return whether it was done, and leave it undone."""
    with as_role("sundial_web"), viewing(player.person):
        try:
            with transaction.atomic():
                act()
        except Error:
            return False
    return True


def test_of_a_letter_that_nobody_may_see_those_inside_each_wall_hear_that_it_lies_in_its_mailbox(team, apart):  # noqa: F811
    row = lay(letter("Subject: CANARY", sender="stranger@shared.example"))
    assert told(row) == ""
    assert told(row, "letter-unseen") == "Cora Dan Max"  # and not Vera, who is outside each of them
    for who in (team.dan, team.max):
        inbox = words(signed_in(who.person).get("/desk/alerts"))
        assert "cannot be shown here: please read it in its mailbox, supportescalation_vp@opswat.com" in inbox
        assert "CANARY" not in inbox
        assert "shared.example" not in inbox
        assert page(who, row).status_code == 404
    with as_role("sundial_worker"), viewing(CLOCKWORK):  # its sender is entered as a contact of one of them
        known = Person.objects.get(pk=apart[0].person.pk)
        Person.objects.filter(pk=known.pk).update(email="stranger@shared.example")
    assert ask(lambda: think_again(database_now())) == 1
    assert told(row) == "Cora Dan"
    assert ask(Alert.objects.filter(kind="letter-unseen").unread().count) == 0


def test_word_of_a_letter_that_nobody_may_see_is_written_for_nobody_outside_both_walls(team, apart):  # noqa: F811
    row = lay(letter(sender="stranger@shared.example"))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        amy = team._staff("Abe", "duty-manager", "apj").person
    for person, allowed in ((team.dan.person, True), (amy, False), (team.eve.person, False)):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            try:
                with transaction.atomic():
                    Alert.objects.create(
                        kind="letter-unseen", about=str(row.pk), seq=7, person=person, text="x", at=database_now()
                    )
                written = True
            except Error:
                written = False
        assert (person.name, written) == (person.name, allowed)


def test_the_first_of_many_letters_that_are_held_is_told_of_once_an_hour(team, settings):  # noqa: F811
    settings.MAIL_TRUSTS = ""  # then anybody can write under her name, and hold her own
    rows = [wrote(team.ana, f"Subject: {n}") for n in range(14)]
    held = [row for row in rows if row.why == "often"]
    assert [bool(told(row)) for row in held] == [True, False, False, False]
    ask(lambda: InboundLetter.objects.update(at=database_now() - WAITED))
    ask(lambda: remind(database_now()))
    assert [bool(told(row, "letter-waits")) for row in held] == [True, False, False, False]
    shown = words(signed_in(team.cora.person).get("/desk/letters"))
    assert "No mail server’s word is taken here" in shown
    settings.MAIL_TRUSTS = "mx.example"
    assert "No mail server’s word is taken here" not in words(signed_in(team.cora.person).get("/desk/letters"))


def unseen(row, player):
    of = {"kind": "letter-unseen", "about": str(row.pk), "person": player.person}
    return ask(lambda: Alert.objects.select_related("person").get(**of))


def test_each_letter_that_nobody_may_see_has_an_alarm_of_its_own(team, apart, tmp_path, settings):  # noqa: F811
    rows = [lay(letter(f"Subject: {n}", sender=f"stranger{n}@shared.example")) for n in range(2)]
    mine, theirs = unseen(rows[0], team.dan), unseen(rows[1], team.max)
    with standing_sink(tmp_path, settings, Answer.REFUSED):
        works(theirs)
        works(mine)
    alarm = ask(lambda: Alert.objects.get(kind="undelivered", person=team.dan.person))
    assert "Max" not in alarm.text
    dan = signed_in(team.dan.person)
    assert "The rota" not in words(dan.get(f"/desk/alerts/{alarm.pk}/dead-letter"))
    assert sees_to(dan, f"/desk/alerts/{alarm.pk}/dead-letter", 0, "aside", why="I have read it").status_code == 302
    assert [delivery_of(one).state for one in (mine, theirs)] == ["put aside", "given up"]
    assert [one.person_id for one in ask(lambda: list(Alert.objects.unread().filter(kind="undelivered")))] == [
        team.max.person.pk
    ]


def test_word_of_a_letter_that_nobody_may_see_waits_for_no_quiet_hours_that_all_have(
    team, apart, tmp_path, settings  # noqa: F811
):  # fmt: skip
    for who in (team.dan, team.max):
        ask(lambda who=who: Reaching.objects.create(person=who.person, days=list(range(7))))
    rows = [lay(letter(sender="stranger@shared.example"))]
    with standing_sink(tmp_path, settings):
        works(unseen(rows[0], team.dan))  # Cora is not quiet
        ask(lambda: Reaching.objects.create(person=team.cora.person, days=list(range(7))))
        works(unseen(rows[0], team.max))
    assert [delivery_of(unseen(rows[0], who)).state for who in (team.dan, team.max)] == ["in digest", "sent"]


def test_of_what_a_machine_seemed_to_write_and_somebody_took_up_again_they_are_reminded_too(team):  # noqa: F811
    row = wrote(team.ana, "Auto-Submitted: auto-generated")
    ask(lambda: InboundLetter.objects.filter(pk=row.pk).update(at=database_now() - WAITED))
    assert ask(lambda: remind(database_now())) == 0
    settles(team.cora, row, step="decline", why="A machine.")
    settles(team.dan, row, step="again", again="It is her own.")
    assert ask(lambda: remind(database_now() + WAITED)) == 1


def test_an_alarm_of_a_letter_is_shown_to_nobody_outside_by_the_app_alone(team, tmp_path, settings):  # noqa: F811
    row = wrote(team.ana)
    with standing_sink(tmp_path, settings, Answer.REFUSED):
        works(ask(lambda: Alert.objects.select_related("person").get(kind="letter-came", person=team.max.person)))
    theirs = {"kind": "undelivered", "person": team.max.person, "about": str(row.pk)}
    rita = team.restricted("emea")
    with as_role("postgres"):
        assert alerts_of(team.max.person).filter(**theirs).exists()
        InboundLetter.objects.filter(pk=row.pk).update(about=[rita.person.organization_id])
        assert Alert.objects.filter(**theirs).exists()
        assert not alerts_of(team.max.person).filter(**theirs).exists()


def test_where_coordinators_alone_see_a_letter_they_have_the_alarm_that_its_word_did_not_arrive(
    team, tmp_path, settings  # noqa: F811
):  # fmt: skip
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        abe = team._staff("Abe", "cx-coordinator", "apj").person
    row = lay(letter(sender="who@where.example"), "supportescalation_apj@opswat.com")
    assert told(row) == "Abe"
    with standing_sink(tmp_path, settings, Answer.REFUSED):
        works(ask(lambda: Alert.objects.select_related("person").get(kind="letter-came", person=abe)))
    alarm = ask(lambda: Alert.objects.get(kind="undelivered"))
    assert (alarm.person_id, alarm.about) == (abe.pk, str(row.pk))
