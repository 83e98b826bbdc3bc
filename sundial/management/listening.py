"""The port on which the desk is found."""

import errno
import socket

from django.core.management.base import CommandError

LOOPBACK = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """Return a socket that listens on loopback; raises CommandError with what to do if the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(512)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is taken: stop what uses it, or choose another: SUNDIAL_PORT={port + 1} bin/run"
            ) from None
        raise CommandError(
            f"Port {port} cannot be used ({error.strerror}): choose another: SUNDIAL_PORT=8000 bin/run"
        ) from None
    return listening


def free_port(wanted: int) -> int:
    """Return the wanted port of loopback if it is free, else one that is."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(trying.getsockname()[1])
    raise CommandError("No port of loopback is free.")
