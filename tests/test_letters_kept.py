"""No letter to leadership is lost to what others write under its name, or to a size that is wrong (O7.4, S25)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sundial.commands.inbound import Arrived, take_in
from sundial.commands.inbound_reading import think_again
from sundial.commands.letters_told import WAITED, remind
from sundial.jobs import mailroom
from sundial.jobs.mailroom import tidy
from sundial.models import CLOCKWORK, Alert, InboundLetter, InboundRaw, database_now, viewing
from sundial.outside.imap import Line
from tests.database import as_role
from tests.nasty_letters import TRUSTED, letter, proved
from tests.posting import ask, standing_sink, works
from tests.test_leadership_letters import KNOWN, again, opened, rungs, settles, team, wrote  # noqa: F401 - fixtures
from tests.test_mail_door import OTHER, lay, told, trusting  # noqa: F401 - a fixture
from tests.test_quiet_hours import quiets

FORGED = f"Authentication-Results: {TRUSTED}; dmarc=fail header.from=hafen.example"


@pytest.mark.parametrize("flood", [(FORGED,), ("Auto-Submitted: auto-replied",)], ids=["forged", "automatic"])
def test_what_others_or_machines_write_under_a_name_silences_no_letter_of_its_owner(team, flood):  # noqa: F811
    for n in range(11):
        lay(letter(*flood, f"Subject: {n}"))
    row = lay(proved("Subject: Please help"))
    assert (row.fate, row.why) == ("queue", "letter")
    assert told(row)


def test_a_double_leaves_nothing_of_what_came_and_what_is_let_go_of_goes_by_every_door(team):  # noqa: F811
    raw = letter("Subject: Once", "Auto-Submitted: auto-replied")
    for door in ("imap:1", "webhook:1"):
        lay(raw, "support@vendor.example", source=door)
    assert sorted(len(one) for one in ask(lambda: list(InboundRaw.objects.values_list("content", flat=True)))) == [
        0, len(raw),
    ]  # fmt: skip
    ask(lambda: InboundRaw.objects.update(read_at=database_now() - timedelta(days=31)))
    with as_role("sundial_worker"):
        tidy()
    assert ask(InboundRaw.objects.count) == 0


def test_to_think_again_costs_no_more_for_many_held_letters_than_for_few(team):  # noqa: F811
    def cost():
        with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
            with CaptureQueriesContext(connection) as asked:
                think_again(database_now())
            return len(asked)

    lay(letter("List-Id: x", "Subject: first"))
    few = cost()
    for n in range(5):
        lay(letter("List-Id: x", f"Subject: {n}", sender=f"a{n}@b{n}.example"))
    assert cost() == few


class Guessing:
    """A server that says of every letter that it is a little larger than it is, as some do."""

    def __init__(self, raw):
        self.raw = raw

    def select(self, folder, readonly):
        return "OK", [b"1"]

    def response(self, name):
        return name, [b"7"]

    def uid(self, verb, *words):
        return "OK", [(b"1 (UID 1 RFC822.SIZE %d BODY[]<0> {%d}" % (len(self.raw) + 9, len(self.raw)), self.raw), b")"]


@pytest.mark.parametrize(("at_most", "more"), [(1000, 0), (20, 9)])
def test_a_letter_of_which_the_server_only_guesses_the_size_is_read_whole(at_most, more):
    raw = letter("Subject: Please help")
    found = Line(Guessing(raw if at_most > len(raw) else raw[:at_most]), "INBOX").letter(1, at_most)
    assert (found.size, found.content) == (min(len(raw), at_most) + more, raw[:at_most])


def test_a_letter_that_may_be_a_walled_customers_goes_to_no_case_of_anybody_else(team):  # noqa: F811
    rita = team.restricted("emea")
    open_to_all, secret = opened(team, team.ana), opened(team, rita)
    row = wrote(rita, "Subject: CANARY")
    refused = settles(team.dan, row, case=open_to_all.number, **KNOWN)
    assert (refused.status_code, rungs(open_to_all), again(row).outcome) == (422, [], "")
    assert "restricted customer" in refused.content.decode()
    assert settles(team.dan, row, case=secret.number, **KNOWN).status_code == 302
    assert len(rungs(secret)) == 1


def test_while_letters_pour_in_the_mail_room_looks_after_the_rest_as_well(team, monkeypatch):  # noqa: F811
    monkeypatch.setattr(mailroom, "AT_ONCE", 2)
    waits = wrote(team.ana, "Subject: it waits")
    ask(lambda: InboundLetter.objects.update(at=database_now() - WAITED))
    with as_role("sundial_worker"):
        with transaction.atomic(), viewing(CLOCKWORK):
            for n in range(3):
                take_in(Arrived(f"imap:{n}", OTHER, letter(f"Subject: {n}"), 1), now=database_now())
        assert mailroom.MailRoom(()).look() is True
    assert ask(InboundRaw.objects.filter(read_at__isnull=True).count) == 1
    assert told(waits, "letter-waits")


@pytest.mark.parametrize("awake", [False, True])
def test_a_letter_that_waits_wakes_somebody_where_all_are_quiet(team, tmp_path, settings, awake):  # noqa: F811
    everybody = [team.cora, team.dan, team.max]
    for one in everybody[:2] if awake else everybody:
        quiets(one)
    row = wrote(team.ana)
    came = Alert.objects.select_related("case", "person").filter(about=str(row.pk), person=team.dan.person)
    with standing_sink(tmp_path, settings) as mailbox:
        works(ask(lambda: came.get(kind="letter-came")))
        assert mailbox.entries() == []
        ask(lambda: remind(database_now() + WAITED))
        works(ask(lambda: came.get(kind="letter-waits")))
        assert len(mailbox.entries()) == (0 if awake else 1)
