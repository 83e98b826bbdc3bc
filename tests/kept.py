"""A migrated server, made once in a run of `bin/test` and copied by whoever needs one: to make it takes seconds."""

import fcntl
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from sundial.outside.postgres import FORGETFUL, Cluster, prepare_roles
from sundial.outside.postgres.binaries import find_binaries
from sundial.outside.postgres.folders import make_home, short_name

FOLDER = "SUNDIAL_KEPT"  # the variable that names where a run keeps them, one of each version of PostgreSQL


def start_migrated(home: Path, migrate: Callable[[Cluster], object]) -> Cluster:
    """Start a server with roles and schema in an empty home: a copy where a run keeps one, else made there."""
    cluster = Cluster(home, settings=FORGETFUL)
    kept = os.environ.get(FOLDER)
    if kept:
        make_home(home)
        subprocess.run(["cp", "-a", "--reflink=auto", _kept(Path(kept), migrate), home], check=True)
        cluster = Cluster(home, settings=FORGETFUL)  # whose place is now where the copy lies
        cluster.start()
    else:
        _make(cluster, migrate)
    return cluster


def _kept(folder: Path, migrate: Callable[[Cluster], object]) -> Path:
    """Return what is copied, made by the first who asks; the others wait."""
    home = folder / short_name(find_binaries())
    with (folder / f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / f"{home.name}.made"
        if not made.exists():
            cluster = Cluster(home, settings=FORGETFUL)
            try:
                _make(cluster, migrate)
            finally:
                cluster.stop()
            made.write_text(str(cluster.place))
    return Path(made.read_text())


def _make(cluster: Cluster, migrate: Callable[[Cluster], object]) -> None:
    """Make server, roles and schema."""
    prepare_roles(cluster.start())
    migrate(cluster)
