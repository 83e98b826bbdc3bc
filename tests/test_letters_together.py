"""Mail rooms, workers and coordinators at one moment, one of them killed: each letter, rung and reply is one (O7.4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection, transaction

from sundial.commands.inbound import Arrived, take_in
from sundial.commands.leadership_letters import LetterSettled, confirm
from sundial.jobs.courtesy import answer_astray
from sundial.jobs.mailroom import fetch_from, read_all
from sundial.models import CLOCKWORK, Alert, Case, Escalation, InboundLetter, InboundRaw, database_now, viewing
from sundial.models.letters import Outcome, Reply
from tests.mail_server import PASSWORD, USER, mail_server
from tests.nasty_letters import TRUSTED, letter, proved
from tests.posting import standing_sink
from tests.test_mail_door import OTHER, VP
from tests.test_together import desk

__all__ = ["desk"]


def at_once(*acts):
    """Do each in a thread with a connection of its own, at one moment; return what came of each."""
    ready = Barrier(len(acts))

    def do(act):
        try:
            ready.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def lay(raw, mailbox, name):
    with transaction.atomic(), viewing(CLOCKWORK):
        take_in(Arrived(f"imap:{name}", mailbox, raw, len(raw)), now=database_now())


def senders(count):
    return [letter(f"Subject: {at}", sender=f"s{at}@hafen.example", body=str(at)) for at in range(count)]


def test_four_mail_rooms_on_one_mailbox_take_and_read_each_letter_once(desk):
    with mail_server() as server:
        for raw in senders(8):
            server.lay(raw, database_now())
        account = server.account(VP)
        taken = at_once(*[lambda: fetch_from(account)] * 4)
    assert sum(one or 0 for one in taken) == 8
    at_once(*[read_all] * 4)
    assert desk.ask(InboundRaw.objects.filter(read_at__isnull=False, tries=1).count) == 8
    assert desk.ask(InboundLetter.objects.filter(fate="queue").count) == 8
    assert desk.ask(Alert.objects.filter(kind="letter-came").count) == 16  # Dan and Max, of each once


def test_a_mail_room_that_is_killed_in_the_middle_loses_and_doubles_no_letter(desk):
    with mail_server() as server:
        for raw in senders(40):
            server.lay(raw, database_now())
        doors = {"SUNDIAL_IMAP": f"imap://{USER}:{PASSWORD}@127.0.0.1:{server.port}/INBOX?for={VP}"}
        with desk.process("mailroom", **doors) as doomed:
            desk.wait_until(lambda: desk.ask(InboundRaw.objects.count) >= 5, within=60)
            doomed.kill()
        with desk.process("mailroom", **doors) as successor:
            desk.wait_until(lambda: desk.ask(InboundLetter.objects.count) == 40, within=60)
            successor.terminate()
            assert successor.wait(20) == 0
    assert sorted(desk.ask(lambda: [int(one.subject) for one in InboundLetter.objects.all()])) == list(range(40))
    assert desk.ask(InboundRaw.objects.count) == 40


def test_six_who_confirm_one_letter_at_one_moment_make_one_rung(desk):
    (pk,) = desk.open_cases(1, due_in=timedelta(hours=1))
    lay(letter(sender=desk.cast.ana.person.email), VP, "1")
    read_all()
    (row,) = desk.ask(lambda: list(InboundLetter.objects.all()))

    def confirms(who):
        def act():
            try:
                with transaction.atomic(), viewing(CLOCKWORK):
                    case = Case.objects.get(pk=pk)
                    return confirm(row.pk, case, who="Ana", how="By phone.", by=who.person, now=database_now())
            except LetterSettled as settled:
                return str(settled)

        return act

    came = at_once(*[confirms(who) for who in (desk.cast.dan, desk.cast.max) * 3])
    assert came.count(Outcome.CONFIRMED) == 1
    assert sum("was quicker" in str(one) for one in came) == 5
    assert desk.ask(Escalation.objects.filter(case=pk).count) == 1


def test_workers_at_one_moment_answer_one_sender_once_a_day(desk, tmp_path, settings):
    settings.MAIL_TRUSTS = TRUSTED
    for at in range(4):
        lay(proved(f"Subject: {at}", body=str(at)), OTHER, str(at))
    read_all()
    keys = desk.ask(lambda: [str(pk) for pk in InboundLetter.objects.values_list("pk", flat=True)])
    with standing_sink(tmp_path, settings) as mailbox:
        at_once(*[lambda key=key: answer_astray(letter=key) for key in keys * 2])
        assert len(mailbox.entries()) == 1
    stand = desk.ask(lambda: sorted(InboundLetter.objects.values_list("reply", flat=True)))
    assert stand.count(Reply.NOT_SENT) == 3
