"""One embedded server: made once, started or adopted, stopped; safe to start from many processes at once."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sundial.outside.postgres import failures, leftovers
from sundial.outside.postgres.account import Account
from sundial.outside.postgres.address import SUPERUSER, Address
from sundial.outside.postgres.binaries import find_binaries, major, reachable
from sundial.outside.postgres.errors import PostgresError
from sundial.outside.postgres.folders import make_home, make_private, place_of, socket_folder
from sundial.outside.postgres.options import DURABLE, FORGETFUL, as_arguments

__all__ = ["DURABLE", "FORGETFUL", "Cluster"]

START_WITHIN = 60.0  # seconds, recovery after a crash included
BUILTIN_LOCALE_SINCE = 17


class Cluster:
    """The server whose data lie under one home folder; another home is another server."""

    def __init__(self, home: Path, *, settings: Mapping[str, str] = DURABLE) -> None:
        self.home = home.resolve()
        self.settings = settings
        self.place = place_of(self.home)
        self.data = self.place / "data"
        self.log = self.place / "postgres.log"
        self.socket = socket_folder(self.place)

    @property
    def address(self) -> Address:
        """Where the server listens once it runs."""
        return Address.of_socket(self.socket)

    @cached_property
    def account(self) -> Account:
        """The user of the operating system under whom the server runs."""
        return Account.for_place(self.place)

    @cached_property
    def binaries(self) -> Path:
        """The programs, where that user can run them."""
        return reachable(find_binaries(), self.account, self.place)

    def start(self) -> Address:
        """Make, start or adopt the server, and return its address when it takes connections.

        Eight at once make one server. Raises PostgresError with one sentence that says what to do.
        """
        with self._locked():
            self._make_places()
            if not self.is_ready():
                self._initialize()
                self._launch()
        return self.address

    def stop(self) -> None:
        """Stop the server, which ends its connections; nothing happens if it does not run."""
        if not self.data.exists():
            return
        with self._locked():
            if self.is_ready() or leftovers.processes_in(self.data):
                said = self._control("stop", "-m", "fast")
                leftovers.await_end(self.data, said)

    def is_ready(self) -> bool:
        """Whether the server takes connections now; asked of the server itself, for a pid file can lie."""
        if not (self.socket / ".s.PGSQL.5432").exists():
            return False
        asked = self.account.run([self.binaries / "pg_isready", "-q", "-h", self.socket, "-U", SUPERUSER, "-t", "3"])
        return asked.returncode == 0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the one lock of this home, so that one process at a time makes, starts or stops the server."""
        make_home(self.home)
        try:
            lock = os.open(self.home / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise PostgresError(
                f"{self.home} cannot be written ({error.strerror}): run as its owner or set SUNDIAL_HOME elsewhere."
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _make_places(self) -> None:
        """Make the private folders, or see that they are ours."""
        self.place.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        account = self.account
        make_private(self.place, account)
        if not account.reaches(self.place):
            raise PostgresError(
                f"The user {account.name} cannot walk into {self.place}: set SUNDIAL_HOME to a place that it can."
            )
        make_private(self.socket, account)

    def _initialize(self) -> None:
        """Make the data folder once; a run that was cut short leaves nothing that could be taken for one."""
        if (self.data / "PG_VERSION").exists():
            return
        making = self.place / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        newest = major(self.binaries, self.account) >= BUILTIN_LOCALE_SINCE
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if newest else ["--locale=C"]
        told = ["--encoding=UTF8", "--data-checksums", "--auth=trust", f"--username={SUPERUSER}"]
        unsafe = ["--no-sync"] if self.settings is FORGETFUL else []
        made = self.account.run([self.binaries / "initdb", "-D", making, *locale, *told, *unsafe])
        if made.returncode != 0:
            raise failures.read(made.stdout, self)
        making.rename(self.data)

    def _launch(self) -> None:
        """Start the server, patiently where a killed one still lets go of its memory."""
        failures.refuse_other_version(self)
        until = time.monotonic() + START_WITHIN
        while True:
            leftovers.forget_stale_locks(self.data, self.socket)
            started = self._start_process()
            while leftovers.is_alive(started) and time.monotonic() < until:
                if self.is_ready():
                    return
                time.sleep(0.02)
            if time.monotonic() > until or not leftovers.still_letting_go(self.data, self.log):
                raise failures.read("", self)
            time.sleep(0.2)

    def _start_process(self) -> int:
        """Start `postgres` on its own, apart from us and our terminal, and return its number."""
        behind: tuple[str | Path, ...] = ("/bin/sh", "-c", '"$@" >>"$0" 2>&1 </dev/null & echo $!', self.log)
        words: tuple[str | Path, ...] = (
            self.binaries / "postgres",
            "-D",
            self.data,
            *as_arguments(self.settings, self.socket),
        )
        return int(self.account.run((*behind, *words), apart=True).stdout)

    def _control(self, *words: str) -> str:
        """Run `pg_ctl` on this server and return what it said."""
        command: tuple[str | Path, ...] = (
            self.binaries / "pg_ctl",
            "-D",
            self.data,
            "-w",
            "-t",
            str(int(START_WITHIN)),
            *words,
        )
        return self.account.run(command, timeout=START_WITHIN + 10).stdout
