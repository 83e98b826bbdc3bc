"""Mail comes in by two doors, each letter once, whatever breaks; what becomes of it is kept with the reason."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from django.db import transaction

from sundial.commands.inbound import Arrived, take_in
from sundial.commands.letters_told import WAITED, remind
from sundial.jobs.mailroom import TRIES, fetch_from, read_all
from sundial.models import CLOCKWORK, Alert, InboundLetter, InboundRaw, MailAccount, database_now, viewing
from sundial.outside.imap import Account
from tests.browsing import visitor
from tests.database import as_role
from tests.mail_server import breaking_line, mail_server
from tests.nasty_letters import TRUSTED, letter, proved
from tests.posting import ask

VP, EMEA, OTHER = "supportescalation_vp@opswat.com", "supportescalation_emea@opswat.com", "support@vendor.example"
SECRET = b"a secret of twenty-four bytes!"


@pytest.fixture(autouse=True)
def trusting(settings):
    settings.MAIL_TRUSTS = TRUSTED
    settings.MAIL_HOOK_SECRETS = (b"an older secret, of 24 bytes", SECRET)


@pytest.fixture(scope="module")
def mailbox():
    with mail_server() as server:
        yield server


def lay(raw, mailbox=VP, source=None, **more):
    """Let a letter come in, and let the mail room read it; return what was read of it, None for one that was there."""
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        name = source or f"imap:{hashlib.sha256(raw + mailbox.encode()).hexdigest()}"
        take_in(Arrived(name, mailbox, raw, more.pop("size", len(raw)), **more), now=database_now())
    reads()
    return ask(lambda: InboundLetter.objects.filter(pk=InboundRaw.objects.get(source=name).pk).first())


def reads():
    with as_role("sundial_worker"):
        return read_all()


def looks(account):
    with as_role("sundial_worker"):
        return fetch_from(account)


def letters(**wanted):
    return ask(lambda: list(InboundLetter.objects.filter(**wanted).order_by("subject")))


def told(row, kind="letter-came"):
    alerts = ask(lambda: list(Alert.objects.filter(kind=kind, about=str(row.pk)).select_related("person")))
    return " ".join(sorted(one.person.name for one in alerts))


def test_a_mailbox_is_looked_through_once_and_left_as_it_was(cast, mailbox):
    now = database_now()
    came = now.replace(microsecond=0) - timedelta(hours=3)
    mailbox.lay(letter("Subject: A1"), came)
    mailbox.lay(letter("Subject: A2", body="Other words."), came)
    before = mailbox.flags()
    account = mailbox.account(VP)
    assert (looks(account), looks(account), reads(), reads()) == (2, 0, 2, 0)
    assert [(one.subject, one.fate, one.arrived_at) for one in letters(subject__startswith="A")] == [
        ("A1", "queue", came), ("A2", "queue", came),
    ]  # fmt: skip
    assert mailbox.flags() == before
    assert bytes(ask(InboundRaw.objects.order_by("source").first).content) == letter("Subject: A1")


def test_a_line_that_breaks_in_the_middle_loses_nothing_and_doubles_nothing(cast, mailbox):
    now = database_now()
    for at in range(4):
        mailbox.lay(letter(f"Subject: B{at}", body="x" * 3000 + str(at)), now)
    through, taken = 0, []
    for after in (200, 700, 2500, 5500, 9000):
        with breaking_line(mailbox.port, after) as port:
            taken.append(looks(mailbox.account(VP, port=port)))
            through += 1
    assert taken == [None] * through
    assert ask(MailAccount.objects.get).problem
    assert looks(mailbox.account(VP)) is not None
    reads()
    assert [one.subject for one in letters(subject__startswith="B")] == ["B0", "B1", "B2", "B3"]
    assert ask(MailAccount.objects.get).problem == ""


def test_a_mailbox_that_numbers_anew_gives_no_letter_twice(cast):
    raw, now = letter("Subject: C"), database_now()
    for _ in range(2):  # another server: another UIDVALIDITY, and the same letter in it
        with mail_server() as server:
            server.lay(raw, now)
            server.lay(letter("Subject: C old", body="old"), now - timedelta(days=30))
            looks(server.account(VP))
    reads()
    assert [one.subject for one in letters()] == ["C"]
    assert ask(InboundRaw.objects.count) == 2


def test_a_mailbox_that_does_not_open_says_why_and_never_the_password(cast, mailbox, caplog):
    assert looks(mailbox.account(VP, password="wrong-password")) is None
    row = ask(MailAccount.objects.get)
    assert row.failed_at
    assert row.problem
    assert "wrong-password" not in row.problem + caplog.text + repr(mailbox.account(VP, password="wrong-password"))


@pytest.mark.parametrize(
    "url", ["imap://u:p@mail.example/", "imaps://mail.example/?for=a@b.c", "imaps://u:p@mail.example/", "pop://u@x/"]
)
def test_an_account_that_cannot_be_meant_is_refused(url):
    with pytest.raises(ValueError, match=r"imaps://|\?for="):
        Account.of_url(url)
    found = Account.of_url("imaps://v%40x:p%40ss@mail.example/Boss?for=VP@opswat.com")
    assert (found.user, found.password, found.folder, found.mailbox, found.port) == (
        "v@x", "p@ss", "Boss", "vp@opswat.com", 993,
    )  # fmt: skip


def post(raw, mailbox=VP, *, named="msg_1", secret=SECRET, age=0, claimed=None):
    stamp = str(int(database_now().timestamp()) - age)
    mac = hmac.new(secret, f"{named}.{stamp}.".encode() + raw, hashlib.sha256).digest()
    headers = {
        "webhook-id": named,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }
    return (
        visitor().post(f"/mail/{mailbox}", claimed or raw, content_type="message/rfc822", headers=headers).status_code
    )


def test_a_webhook_lays_a_letter_down_once_and_reads_nothing(cast):
    raw = letter(
        f"Received: from x by {TRUSTED}; " + f"{database_now() - timedelta(hours=2):%a, %d %b %Y %H:%M:%S +0000}"
    )
    assert [post(raw), post(raw), post(raw, named="msg_2")] == [204, 204, 204]
    reads()
    (row,) = letters()
    assert timedelta(hours=1, minutes=59) < row.at - row.arrived_at < timedelta(hours=2, minutes=1)  # by our own server


@pytest.mark.parametrize(
    "wrong",
    [{"secret": b"x" * 24}, {"claimed": b"other words"}, {"age": 400}, {"age": -400}, {"named": "a b"}],
    ids=str,
)
def test_a_webhook_that_is_not_signed_now_by_one_of_the_secrets_lays_nothing_down(cast, wrong):
    assert post(letter(), **wrong) == 401
    assert ask(InboundRaw.objects.count) == 0


def test_there_is_no_webhook_where_no_secret_is_set(db, settings):
    settings.MAIL_HOOK_SECRETS = ()
    assert post(letter()) == 404


def test_an_oversized_letter_keeps_its_head_and_is_held(cast, settings):
    settings.MAIL_LARGEST = 1
    raw = letter("Subject: All logs", body="x" * (1024 * 1024 + 1))
    assert post(raw) == 204
    reads()
    (row,) = letters()
    assert (row.fate, row.why, row.subject, row.size) == ("held", "large", "All logs", len(raw))
    assert len(bytes(ask(InboundRaw.objects.get).content)) == 64 * 1024


def test_a_letter_that_kills_its_reader_is_held_unread_and_stops_no_other(cast):
    raw = letter("Subject: poison")
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        take_in(Arrived("imap:poison", VP, raw, len(raw)), now=database_now())
        InboundRaw.objects.update(tries=TRIES)  # as often as a reader was begun, and was never heard of again
    assert lay(letter("Subject: fine")).fate == "queue"
    (row,) = letters(why="tangled")
    assert (row.fate, row.subject, row.text) == ("held", "", "")


def test_a_letter_is_told_to_those_who_may_see_it_and_again_when_it_waits(cast):
    rita = cast.restricted("emea")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        cast._staff("Dora", "director", "emea")
    assert told(lay(letter("Subject: 1"))) == "Dan Max"
    assert told(lay(letter("Subject: 2"), EMEA)) == "Dan"
    assert told(lay(letter("Subject: 3", sender=cast.ana.person.email), EMEA)) == "Dan Max"
    secret = lay(letter("Subject: 4", sender=rita.person.email))
    assert told(secret) == "Dan Max"[:3]
    assert told(lay(letter("Subject: 5", sender="stranger@" + rita.person.email.partition("@")[2]))) == "Dan"
    assert told(lay(proved("Auto-Submitted: auto-replied"))) == ""
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        later = database_now() + WAITED
        assert (remind(later), remind(later)) == (5, 0)
    assert told(secret, "letter-waits") == "Dan Dora"


def test_a_mail_bomb_is_held_and_then_not_kept(cast):
    fates = [lay(letter(f"Subject: {at}", body=str(at))).fate for at in range(12)]
    assert fates == ["queue"] * 10 + ["held"] * 2
    with as_role("postgres"):
        InboundLetter.objects.bulk_create(
            InboundLetter(id=f"00000000-0000-4000-8000-{at:012d}", digest=str(at), **flood()) for at in range(100)
        )
    row = lay(letter("Subject: last"))
    assert (row.fate, row.why, row.text) == ("dropped", "flood", "")
    assert bytes(ask(lambda: InboundRaw.objects.get(pk=row.pk)).content) == b""


def flood():
    now = database_now()
    return {"mailbox": VP, "leadership": True, "fate": "held", "why": "often", "sender": "jonas@hafen.example",
            "proven": "no", "size": 1, "arrived_at": now, "at": now}  # fmt: skip
