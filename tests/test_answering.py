"""How the server has a request answered where its browser leaves in the middle."""

import asyncio
from threading import Event

from django.http import HttpResponse

from sundial.web.answering import Handler

BODY = b"text=Help"
HEADERS = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", str(len(BODY)).encode())]
PRESS = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": HEADERS}


class Slow(Handler):
    """A server that takes its time before it reads what was sent."""

    def __init__(self):
        super().__init__()
        self.began, self.goes_on, self.ended, self.read = Event(), Event(), Event(), None

    def get_response(self, request):
        self.began.set()
        assert self.goes_on.wait(10)
        try:
            self.read = request.POST["text"]
        finally:
            self.ended.set()
        return HttpResponse("done")


def test_a_press_that_was_begun_is_read_to_its_end_though_its_browser_has_left():
    slow, comes = Slow(), [{"type": "http.request", "body": BODY, "more_body": False}]

    async def receive():
        if comes:
            return comes.pop()
        await asyncio.to_thread(slow.began.wait, 10)
        return {"type": "http.disconnect"}

    async def send(_):
        raise AssertionError("nobody is there")

    asyncio.run(slow(PRESS, receive, send))
    slow.goes_on.set()
    assert slow.ended.wait(10)
    assert slow.read == "Help"
