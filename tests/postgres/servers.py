"""Throw-away servers, and somebody who is not root."""

import os
import time
from collections.abc import Callable

import psycopg
import pytest

from sundial.outside.postgres import Cluster, PostgresError
from sundial.outside.postgres.account import Account

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root can become somebody else")
PATIENCE = 60.0  # seconds


def ask(cluster: Cluster, question: str, user: str = "postgres", name: str = "postgres") -> object:
    """Return the first value of the first row of an answer."""
    with psycopg.connect(**cluster.address.conninfo(user=user, name=name), autocommit=True) as line:
        row = line.execute(question).fetchone()
    return row and row[0]


def postmaster(cluster: Cluster) -> int:
    """Return the number of the server's first process."""
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def until(claim: Callable[[], bool]) -> None:
    """Wait for a claim to come true; fail if it does not."""
    deadline = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)


def as_ordinary_user(act: Callable[[], str]) -> str:
    """Return what a function says, or its error, when an unprivileged user of this machine calls it."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        account = Account.unprivileged()
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            said = act()
        except PostgresError as error:
            said = str(error)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as heard:
        said = heard.read()
    os.waitpid(child, 0)
    return said
