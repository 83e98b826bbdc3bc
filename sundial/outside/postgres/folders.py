"""The folders of the embedded server: where its data and its socket lie, and that both are private."""

import hashlib
import os
import stat
from pathlib import Path

from sundial.outside.postgres.account import Account
from sundial.outside.postgres.errors import PostgresError

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 107  # bytes; what the system's address of a Unix socket holds
STATE, RUN, SHORT = Path("/var/lib/sundial"), Path("/run"), Path("/tmp")  # noqa: S108


def place_of(home: Path) -> Path:
    """Return the folder of the server that belongs to `home`; the same answer in every process.

    It is `home/postgres`. Only root can meet a home into which the unprivileged user cannot walk (a clone
    under root's own 0700 folder): then it is a folder under the system's state, named after the home.
    """
    inside, aside = home / "postgres", STATE / short_name(home)
    if os.geteuid() != 0 or inside.exists():
        return inside
    if aside.exists() or not Account.unprivileged().reaches(home):
        return aside
    return inside


def socket_folder(place: Path) -> Path:
    """Return where the socket lies: in `place`, or in a short folder where the path would be too long or odd."""
    inside = place / "run"
    if len(os.fsencode(inside / SOCKET)) <= LONGEST_SOCKET and not set(str(inside)) & set(",\"'\\\n@"):
        return inside
    if os.geteuid() == 0 and os.access(RUN, os.W_OK):
        return RUN / f"sundial-{short_name(place)}"
    return SHORT / f"sundial-{os.geteuid()}-{short_name(place)}"


def short_name(path: Path) -> str:
    """Return twelve hexadecimal digits that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def make_private(folder: Path, account: Account) -> None:
    """Make `folder` for that user alone, or see that it already is; raises PostgresError if it is not.

    A folder that another user planted, or a link to one, is refused and never mended: we change the mode
    of nothing that is not ours.
    """
    if _make(folder) and os.geteuid() != account.uid:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise PostgresError(f"{folder} is not a folder: move it away.")
    if found.st_uid != account.uid:
        raise PostgresError(
            f"{folder} belongs to another user than {account.name}: run as its owner or set SUNDIAL_HOME elsewhere."
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise PostgresError(f"{folder} is open to other users: make it private (chmod 700) or move it away.")


def _make(folder: Path) -> bool:
    """Make a folder; return whether it was missing."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True


def make_home(home: Path) -> None:
    """Make the folder for everything that this desk keeps; others may at most pass through it (under root)."""
    try:
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise PostgresError(
            f"{home} cannot be made ({error.strerror}): choose another place, SUNDIAL_HOME=..."
        ) from None
