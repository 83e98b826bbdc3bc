"""`sundial run`: the whole desk under one supervisor, from an empty home folder to a page that answers."""

import asyncio
import http.client
import os
import sys
import threading
import time
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from sundial import surroundings
from sundial.commands.protocol import put_in_force
from sundial.management import welcome
from sundial.management.commands.database import prepare
from sundial.management.guard import refuse_unsafe
from sundial.management.listening import LOOPBACK, free_port, listen
from sundial.models import ProtocolRevision, database_now
from sundial.outside.postgres import Cluster
from sundial.outside.processes import Program, Supervisor
from sundial.protocol.document import shipped

POOL = "20"  # database connections of the web process, at most: its threads' and some for the looks of open pages
ANSWER_WITHIN = 60.0  # seconds until the first page, before the silence is said


class Command(BaseCommand):
    """Prepare the database, then keep web, clockwork and worker running until Ctrl-C."""

    help = "Prepare what is missing, then run web, clockwork and worker until Ctrl-C."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the desk; everything that was started here is stopped when this returns."""
        listening = listen(settings.PORT)
        cluster = None if surroundings.is_external() else Cluster(settings.HOME)
        try:
            self.make_ready()
            threading.Thread(target=self.welcome, daemon=True).start()
            asyncio.run(self.supervise(listening.fileno(), cluster))
        finally:
            listening.close()
            if cluster:
                cluster.stop()

    def make_ready(self) -> None:
        """Bring database, schema, protocol and demo data to where this version needs them."""
        self.say("desk", f"making the database ready in {settings.HOME}")
        prepare()
        refuse_unsafe()
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO:
            welcome.play_demo(self.say)
        if not ProtocolRevision.objects.exists():
            put_in_force(shipped(), now=database_now())
        connection.close()

    async def supervise(self, listening: int, cluster: Cluster | None) -> None:
        """Keep the programs running, and the embedded database with them."""
        keep_up = (lambda: cluster.is_ready() or cluster.start()) if cluster else None
        await Supervisor(programs(listening), say=self.say, keep_up=keep_up).run()

    def say(self, name: str, line: str) -> None:
        """Print one line of one program."""
        self.stdout.write(f"{name:<9} | {line}")
        self.stdout.flush()

    def welcome(self) -> None:
        """Say where to go once the first page answers, or that it does not."""
        until = time.monotonic() + ANSWER_WITHIN
        while (status := first_page(settings.PORT)) is None and time.monotonic() < until:
            time.sleep(0.05)
        if status == HTTPStatus.OK:
            self.stdout.write("\n".join(welcome.lines(settings.SITE_URL)))
        else:
            told = "does not answer" if status is None else f"fails with {status}"
            self.say("desk", f"the first page {told}: see the lines above")
        self.stdout.flush()


def programs(listening: int) -> list[Program]:
    """Return what makes a desk, each under the login that it needs."""
    mail_port = str(free_port(settings.EMAIL_PORT)) if "SUNDIAL_SMTP_URL" not in os.environ else ""
    common = {"SUNDIAL_ROLE": "", **({"SUNDIAL_MAIL_PORT": mail_port} if mail_port else {})}
    sundial = [sys.executable, "-m", "sundial"]
    serve = [*sundial, "serve", "--socket", str(listening)]
    sink = [Program("mail", [*sundial, "mailsink"], common)] if mail_port and settings.DEMO else []
    return [
        Program("web", serve, {**common, "SUNDIAL_POOL": POOL}, files=(listening,)),
        Program("clockwork", [*sundial, "clockwork"], common),
        Program("spare", [*sundial, "clockwork", "--behind=0.07"], common),  # looks while a killed one starts again
        Program("worker", [*sundial, "worker"], common),
        *([Program("mailroom", [*sundial, "mailroom"], common)] if takes_mail() else []),
        *sink,
    ]


def takes_mail() -> bool:
    """Whether mail comes in by any door."""
    return bool(settings.MAIL_ACCOUNTS or settings.MAIL_HOOK_SECRETS)


def first_page(port: int) -> int | None:
    """Return the status of the desk's first page on this port; None if nobody answers."""
    asking = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        asking.request("GET", settings.LOGIN_URL)
        return asking.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        asking.close()
