"""The one courteous reply to mail that is no case: it points to the portal, at most once, and never twice a day (O1.6).

An alert is sent at least once. This is sent at most once: that it goes out is kept before a word is said, so a worker
that dies in between sends nothing more. Only who is proved has one, and never a machine (`may_answer`).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from sundial.jobs.backoff import jittered
from sundial.jobs.deliver import TryAgain, WhenAsked
from sundial.models import CLOCKWORK, InboundLetter, database_now, viewing
from sundial.models.letters import Outcome, Reply
from sundial.outside.mail import Letter, NotNow, Refused, Unknown, one_line, send
from sundial.protocol.letters import Fate

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
MOST = 200  # replies within an hour, to everybody together: we are nobody's relay
WENT_OUT = (Reply.SENDING, Reply.SENT, Reply.UNCLEAR)
OF_NO_CASE = Q(fate=Fate.ASTRAY) | Q(outcome=Outcome.NO_CUSTOMER)
WORDS = """Thank you for writing to us.

We do not give support by mail, and no case was opened. Please open one, or follow yours, in the portal:
{site}

There you also reach us by chat, and if your plan includes phone you find our numbers. On a case that is open
you can escalate at any time, up to the leadership of support.

This is an automatic reply, and nobody reads answers to it.
"""


@app.task(name="answer_astray", retry=WhenAsked())
def answer_astray(letter: str) -> None:
    """Send the reply to one letter, by its id, unless there was one within a day. Raises TryAgain if it must wait."""
    reply = begin(UUID(letter))
    if reply is None:
        return
    try:
        send(reply)
    except Unknown:
        _note(reply.key, Reply.UNCLEAR)
    except Refused:
        _note(reply.key, Reply.REFUSED)
    except NotNow:
        _give_back(reply.key)
    else:
        _note(reply.key, Reply.SENT)


@transaction.atomic
def begin(key: UUID) -> Letter | None:
    """Keep that the reply goes out, and return it; None where there is none to send, or it may have gone out."""
    with viewing(CLOCKWORK):
        asked = (
            InboundLetter.objects.filter(OF_NO_CASE, pk=key, answerable=True).values_list("sender", flat=True).first()
        )
        if asked is None:
            return None
        _stand_in_line(asked)
        letter = InboundLetter.objects.select_for_update().get(pk=key)
        now = database_now()
        if letter.reply:
            _was_cut_off(letter)
            return None
        letter.reply, letter.reply_at = (Reply.NOT_SENT if _enough(letter, now) else Reply.SENDING), now
        letter.save(update_fields=["reply", "reply_at"])
        return _reply(letter) if letter.reply == Reply.SENDING else None


def _was_cut_off(letter: InboundLetter) -> None:
    """Of one that was being sent when its worker went away nobody knows whether it arrived: it is not sent again."""
    if letter.reply == Reply.SENDING:
        letter.reply = Reply.UNCLEAR
        letter.save(update_fields=["reply"])


def _enough(letter: InboundLetter, now: datetime) -> bool:
    went_out = InboundLetter.objects.filter(reply__in=WENT_OUT)
    within_a_day = went_out.filter(sender=letter.sender, reply_at__gt=now - DAY).exists()
    return within_a_day or went_out.filter(reply_at__gt=now - HOUR).count() >= MOST


def _stand_in_line(sender: str) -> None:
    """Let nobody else decide about the same sender until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('courtesy'), hashtext(%s))", [sender])


def _reply(letter: InboundLetter) -> Letter:
    subject = f"Re: {one_line(letter.subject, at_most=80)}" if letter.subject else "Your mail to support"
    words = WORDS.format(site=settings.SITE_URL)
    return Letter(letter.pk, letter.sender, subject, words, answers=letter.message_id or "none")


def _note(key: UUID, reply: Reply) -> None:
    with transaction.atomic(), viewing(CLOCKWORK):
        InboundLetter.objects.filter(pk=key, reply__in=(Reply.SENDING, Reply.UNCLEAR)).update(reply=reply)


def _give_back(key: UUID) -> None:
    """The server did not take it, so it did not go out: it is tried again for a day."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        letter = InboundLetter.objects.select_for_update().get(pk=key)
        if letter.reply != Reply.SENDING:
            return
        too_late = now - letter.at > DAY
        letter.reply, letter.reply_at = (Reply.REFUSED, now) if too_late else (Reply.NONE, None)
        letter.save(update_fields=["reply", "reply_at"])
    if not too_late:
        raise TryAgain(now + jittered(5))
