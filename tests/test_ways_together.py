"""One channel that hangs holds up no other (R12): a real worker, a mail server and a way that say nothing for ever."""

import itertools
import time
from datetime import timedelta

from sundial.commands.ways import NewWay, make_way
from sundial.jobs.looking import look
from sundial.models import Alert, Delivery, DeliveryState, database_now
from sundial.outside.mailsink import Answer as Mail
from sundial.outside.mailsink import Sink
from sundial.outside.websink import Answer, WebSink

CASES = 25
WITHIN = 10.0  # seconds, of the alert that waits longest


def test_r12_a_mail_server_and_a_way_that_hang_hold_up_nobody_else(desk, tmp_path, settings):
    silent, web = WebSink(tmp_path / "silent", answers=itertools.repeat(Answer.SILENCE)), WebSink(tmp_path / "web")
    dan = desk.cast.dan.person
    with Sink(tmp_path / "mail", answers=itertools.repeat(Mail.SILENCE)) as mail, silent, web:
        settings.INNER_PLACES = frozenset({web.place, silent.place})
        for sink in (silent, web):
            new = NewWay("webhook", "Pager", f"{sink.place}/x")
            desk.ask(lambda new=new: make_way(new, by=dan, now=database_now()))
        desk.open_cases(CASES, due_in=timedelta(seconds=-1))
        look(database_now())
        owed = desk.ask(lambda: {str(pk) for pk in Alert.objects.filter(person=dan).values_list("pk", flat=True)})
        sent = Delivery.objects.filter(state=DeliveryState.SENT).values_list("way__name", "attempts")
        surroundings = {"SUNDIAL_MAIL_PORT": str(mail.port), "SUNDIAL_INNER_PLACES": f"{web.place} {silent.place}"}
        with desk.process("worker", **surroundings):
            desk.wait_until(web.posts)
            begun = time.monotonic()
            desk.wait_until(lambda: {post.key for post in web.posts()} == owed)
            took = time.monotonic() - begun
            desk.wait_until(lambda: desk.ask(sent.count) == CASES)  # the last is there before its row says so
    assert len(owed) == CASES == len(web.posts())
    assert mail.mailbox.entries() == []
    assert took < WITHIN
    assert desk.ask(lambda: list(sent)) == [("Pager", 1)] * CASES
