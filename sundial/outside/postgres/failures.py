"""A server that does not start, told in one sentence that says what to do."""

from typing import TYPE_CHECKING

from sundial.outside.postgres import leftovers
from sundial.outside.postgres.binaries import major
from sundial.outside.postgres.errors import PostgresError

if TYPE_CHECKING:
    from sundial.outside.postgres.cluster import Cluster

ADVICE = {
    "No space left": "free some space on the disk of {home} and start again",
    "Disk quota": "free some space on the disk of {home} and start again",
    "Read-only file system": "set SUNDIAL_HOME to a folder that can be written",
    "Permission denied": "set SUNDIAL_HOME to a folder that the user {name} can write and reach",
    "shared memory": "give the machine more shared memory (in a container: --shm-size=256m) and start again",
    "semaphores": "allow more semaphores (sysctl kernel.sem) and start again",
    "Cannot allocate memory": "free some memory and start again",
    "invalid checkpoint": "the data are damaged: bring back a backup (docs/operate.md)",
}


def read(said: str, cluster: "Cluster") -> PostgresError:
    """Return the error for what a tool said and what the server's log ends with."""
    told = leftovers.last_line(cluster.log) or _last(said)
    heard = f"{said}\n{told}"
    advice = next((advice for sign, advice in ADVICE.items() if sign in heard), "the whole log is {log}")
    if "No space left" in said:
        told = "No space left on device"
    told_advice = advice.format(home=cluster.home, name=cluster.account.name, log=cluster.log)
    return PostgresError(f"PostgreSQL did not start ({told.strip() or 'it says nothing'}): {told_advice}.")


def refuse_other_version(cluster: "Cluster") -> None:
    """Raise PostgresError if the data were made by another major version than the one that would open them."""
    made_by = (cluster.data / "PG_VERSION").read_text().strip()
    found = major(cluster.binaries, cluster.account)
    if made_by != str(found):
        raise PostgresError(
            f"The data in {cluster.data} are of PostgreSQL {made_by}, but {found} was found: "
            "dump them with the old one and restore (docs/operate.md), or set SUNDIAL_HOME elsewhere."
        )


def _last(said: str) -> str:
    """Return the last line that is not empty."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else ""
