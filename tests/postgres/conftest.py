"""What the tests of the embedded PostgreSQL run on."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sundial.outside.postgres import FORGETFUL, Cluster, prepare_roles


@pytest.fixture
def folder() -> Iterator[Path]:
    """A throw-away folder with a short path into which the server's user can walk."""
    with tempfile.TemporaryDirectory(prefix="sundial-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """A server that runs, and is stopped in the end whatever became of it."""
    made = Cluster(folder / "var", settings=FORGETFUL)
    made.start()
    yield made
    made.start()
    made.stop()


@pytest.fixture(scope="module")
def bare() -> Iterator[Cluster]:
    """One server with nothing in it, for the tests that put in what they need and take it out again."""
    with tempfile.TemporaryDirectory(prefix="sundial-test-") as name:
        Path(name).chmod(0o711)
        made = Cluster(Path(name) / "var", settings=FORGETFUL)
        made.start()
        yield made
        made.stop()


@pytest.fixture(scope="module")
def prepared(bare: Cluster) -> Cluster:
    """The same with its roles, for the tests that only ask."""
    prepare_roles(bare.address)
    return bare
