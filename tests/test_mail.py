"""Mail to the team, over a real SMTP conversation on loopback."""

import itertools
import os
import subprocess
import sys
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from sundial.outside import mail
from sundial.outside.mail import Letter, NotNow, Refused, Unknown, one_line, send
from sundial.outside.mailbox import Mailbox, text_of
from sundial.outside.mailsink import Answer, Sink

KEY = UUID("0b8f5f64-2f5c-4d5b-9a56-6f6c3d1f2a11")


@pytest.fixture
def sink(tmp_path, settings):
    @contextmanager
    def answering(*answers):
        with Sink(tmp_path / "mail", answers=itertools.cycle(answers or [Answer.OK])) as standing:
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", standing.port
            settings.DEFAULT_FROM_EMAIL = "Sundial <desk@sundial.example>"
            yield standing.mailbox

    return answering


def letter(**changes):
    return Letter(**{"key": KEY, "to": "eve@desk.example", "subject": "Update due", "text": "By 14:30.\n", **changes})


def test_a_letter_arrives_with_its_words_its_key_and_the_mark_of_a_machine(sink):
    with sink() as mailbox:
        send(letter(subject="Actualizare în 30 de minute", text="Até às 14:30 · 現在\n"))

    [entry] = mailbox.entries()
    kept = mailbox.letter(entry.name)
    assert entry.recipients == ("eve@desk.example",)
    assert kept["Message-ID"] == f"<alert.{KEY}@sundial.example>"
    assert kept["Subject"] == "Actualizare în 30 de minute"
    assert kept["Auto-Submitted"] == "auto-generated"
    assert text_of(kept) == "Até às 14:30 · 現在\n"


@pytest.mark.parametrize(
    ("answer", "outcome"), [(Answer.BUSY, NotNow), (Answer.CLOSING, NotNow), (Answer.REFUSED, Refused)]
)
def test_what_the_server_answers_decides_whether_another_attempt_may_help(sink, answer, outcome):
    with sink(answer) as mailbox, pytest.raises(outcome, match=str(answer)):
        send(letter())
    assert mailbox.entries() == []


def test_a_line_that_breaks_after_the_words_is_told_apart_from_a_refusal(sink):
    with sink(Answer.RESET) as mailbox, pytest.raises(Unknown):
        send(letter())
    assert len(mailbox.entries()) == 1  # it did arrive, and its sender cannot know


def test_a_silent_server_is_given_up_in_bounded_time(sink, settings):
    settings.EMAIL_TIMEOUT = 0.2
    with sink(Answer.SILENCE), pytest.raises(Unknown):
        send(letter())


def test_no_server_at_all_is_a_reason_to_try_again_and_no_double(sink):
    with sink():
        pass  # the port is closed again
    with pytest.raises(NotNow) as outcome:
        send(letter())
    assert not isinstance(outcome.value, Unknown)


@pytest.mark.parametrize(
    "subject", ["Hi\r\nBcc: all@desk.example", "Hi\nBcc: all@desk.example", "Hi\x0bBcc:\u2028x", "x" * 900]
)
def test_a_subject_can_add_no_header_and_no_recipient(sink, subject):
    with sink() as mailbox:
        send(letter(subject=subject))
    [entry] = mailbox.entries()
    kept = mailbox.letter(entry.name)
    assert kept["Bcc"] is None
    assert entry.recipients == ("eve@desk.example",)
    assert kept["Subject"].strip() == one_line(subject)


@pytest.mark.parametrize("to", ["eve@desk.example\nBcc: all@desk.example", "no address", ""])
def test_an_address_that_is_none_is_refused_before_a_word_is_sent(sink, to):
    with sink() as mailbox, pytest.raises(Refused):
        send(letter(to=to))
    assert mailbox.entries() == []


def test_a_letter_that_the_sink_acknowledged_survives_the_death_of_the_sink(tmp_path, settings):
    port = tmp_path / "port"
    stand = (
        "import sys, pathlib, time; from sundial.outside.mailsink import Sink\n"
        "with Sink(pathlib.Path(sys.argv[1])) as s:\n"
        "    pathlib.Path(sys.argv[2]).write_text(str(s.port)); print('ready', flush=True); time.sleep(60)"
    )
    arguments = [sys.executable, "-c", stand, tmp_path / "mail", port]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout.readline() == b"ready\n"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port.read_text())
        keys = [uuid4() for _ in range(3)]
        for key in keys:
            send(letter(key=key))
        process.kill()
    kept = [entry.message_id for entry in Mailbox(tmp_path / "mail").entries()]
    assert kept == [mail.message_id(key) for key in reversed(keys)]


def test_the_mailbox_reads_only_its_own_letters(tmp_path):
    (tmp_path / "secret.eml").write_text("no letter of this mailbox")
    mailbox = Mailbox(tmp_path / "mail")
    for name in ["../secret.eml", "/etc/passwd", "ledger.jsonl", "", "00000009.eml"]:
        with pytest.raises(FileNotFoundError):
            mailbox.letter(name)
