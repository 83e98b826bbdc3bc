"""How the server has a request answered: in one thread, from its first step to its last.

Django's own handler goes from the event loop into a thread and back for each middleware that knows both, and starts two
threads for every request. Here threads are kept, and who finds none free waits in the order of coming.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

THREADS = 16  # each holds one connection at most; the pool has some more, for the hub's looks

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Handler(ASGIHandler):
    """Django's handler with one way into a thread and one way out; a stream holds no thread while it is open."""

    def __init__(self) -> None:
        super().__init__()
        kept = ThreadPoolExecutor(THREADS, thread_name_prefix="answers")
        self.in_a_thread = sync_to_async(self.answer, thread_sensitive=False, executor=kept)

    def load_middleware(self, is_async: bool = False) -> None:
        """Chain the middlewares as they are for a thread, also where one could wait without."""
        super().load_middleware(is_async=False)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. When its browser leaves, it is not begun any more, and a stream ends.

        What was begun goes on to its end: the thread that reads its body closes it.
        """
        with suppress(RequestAborted):
            body = await self.read_body(receive)
            answering = asyncio.create_task(self.answer_and_send(scope, body, send))
            leaving = asyncio.ensure_future(receive())
            await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
            (leaving if answering.done() else answering).cancel()
            with suppress(asyncio.CancelledError):
                await answering

    async def answer_and_send(self, scope: Scope, body: IO[bytes], send: Send) -> None:
        """Have it answered, and send the answer; a stream goes over the wire from here, as it comes."""
        response = await self.in_a_thread(scope, body)
        try:
            await self.send_response(response, send)
        finally:
            if response.streaming:
                response.close()

    def answer(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """Take a request through everything that it needs a thread for; its connection is free again when this ends."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=type(self), scope=scope)
        with closing(body):
            request, refusal = self.create_request(scope, body)
            response = self.get_response(request) if request else refusal
        assert response is not None
        response._handler_class = type(self)  # type: ignore[attr-defined]
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if response.streaming:
            close_old_connections()
        else:
            response.close()
        return response
