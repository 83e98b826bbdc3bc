"""`sundial serve`: the web process."""

import socket
import sys
import warnings
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from sundial.management.guard import refuse_unsafe
from sundial.management.listening import listen

LINGER = 1  # seconds that requests get when the server is told to stop
KEPT = 75  # seconds that a line is kept for a next request: longer than proxies do, or one is on its way as it is cut


class Server(uvicorn.Server):
    """uvicorn, which would wait for open streams for ever: they are ended first."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then what is left."""
        import_string(settings.CLOSE_STREAMS)()
        await super().shutdown(sockets)


class Command(BaseCommand):
    """Answer browsers on loopback until told to stop; a proxy brings the world (docs/operate.md)."""

    help = "Serve the pages on 127.0.0.1 (SUNDIAL_PORT, default 8000)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The supervisor hands over a socket that listens already, so that a restart refuses nobody."""
        parser.add_argument("--socket", type=int, default=None, metavar="FILE", help="a listening socket's file number")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until told to stop."""
        refuse_unsafe()
        given = options["socket"]
        listening = listen(settings.PORT) if given is None else socket.socket(fileno=given)
        warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
        config = uvicorn.Config(
            settings.SERVED,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=LINGER,
            timeout_keep_alive=KEPT,
        )
        Server(config).run(sockets=[listening])
        sys.exit(0)
