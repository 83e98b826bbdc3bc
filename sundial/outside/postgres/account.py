"""Under whom PostgreSQL runs: ourselves, or, because it refuses root, an unprivileged user that exists already."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sundial.outside.postgres.errors import PostgresError

UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system; every tool of PostgreSQL runs as this one, never as root."""

    uid: int
    gid: int

    @classmethod
    def for_place(cls, place: Path) -> "Account":
        """Return whom the server in `place` runs as: we, or under root the folder's owner or `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        try:
            found = place.lstat()
        except FileNotFoundError:
            return cls.unprivileged()
        return cls(found.st_uid, found.st_gid) if found.st_uid else cls.unprivileged()

    @classmethod
    def unprivileged(cls) -> "Account":
        """Return the user to whom root drops; raises PostgresError if this machine has none."""
        name = os.environ.get("SUNDIAL_DATABASE_USER", UNPRIVILEGED)
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            raise PostgresError(
                f"PostgreSQL does not run as root and there is no user {name}: name one in SUNDIAL_DATABASE_USER."
            ) from None
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def name(self) -> str:
        """The user's name, or the number where it has none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    def run(
        self, command: Sequence[str | Path], *, timeout: float = 90, apart: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run one tool to its end as this user; both streams come back as one text in `stdout`.

        `apart` gives it a session of its own, so that no Ctrl-C reaches what it leaves running.
        """
        another = self.uid != os.geteuid()
        return subprocess.run(  # noqa: S603
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            cwd="/",
            umask=0o077,
            env=clean_environment(),
            check=False,
            start_new_session=apart,
            user=self.uid if another else None,
            group=self.gid if another else None,
            extra_groups=() if another else None,
        )

    def reaches(self, path: Path) -> bool:
        """Whether this user may walk into `path`, by the plain modes of its folders."""
        return all(self._may_enter(folder) for folder in (path, *path.parents) if folder.is_dir())

    def _may_enter(self, folder: Path) -> bool:
        """Whether the mode of this one folder lets the user through."""
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        return bool(found.st_mode & (0o010 if found.st_gid == self.gid else 0o001))


def clean_environment() -> dict[str, str]:
    """Return our environment without what would turn PostgreSQL's tools elsewhere (`PGPORT`, `PGHOST`, ...)."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C", "LC_MESSAGES": "C", "TZ": "UTC"}
