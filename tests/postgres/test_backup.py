"""A dump brings back what people did, under its owners and rights, and never overwrites anything."""

import stat
from pathlib import Path

import psycopg
import pytest

from sundial.outside.postgres import FORGETFUL, OWNER, WEB, Cluster, PostgresError, prepare_roles
from sundial.outside.postgres.backup import dump, restore
from tests.postgres.servers import ask

pytestmark = pytest.mark.db


def test_what_was_dumped_comes_back_with_its_owner_its_rights_and_its_walls(cluster: Cluster, folder: Path):
    prepare_roles(cluster.address)
    with psycopg.connect(**cluster.address.conninfo(user=OWNER)) as line:
        line.execute("CREATE TABLE kept (who text)")
        line.execute("ALTER TABLE kept ENABLE ROW LEVEL SECURITY")
        line.execute("ALTER TABLE kept FORCE ROW LEVEL SECURITY")
        line.execute("CREATE POLICY one ON kept TO sundial_web USING (who = 'web')")
        line.execute("GRANT SELECT ON kept TO sundial_web")
    ask(cluster, "INSERT INTO kept VALUES ('web'), ('other') RETURNING 1", name="sundial")
    dump(cluster, folder / "all.dump")

    other = Cluster(folder / "other", settings=FORGETFUL)
    prepare_roles(other.start())
    try:
        restore(other, folder / "all.dump")
        assert ask(other, "SELECT count(*) FROM kept", name="sundial") == 2
        assert ask(other, "SELECT count(*) FROM kept", user=WEB, name="sundial") == 1
        assert ask(other, "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'", name="sundial") == OWNER
        with pytest.raises(PostgresError, match="is in use"):
            restore(other, folder / "all.dump")
    finally:
        other.stop()


def test_a_dump_is_for_its_owner_alone_and_never_overwrites(prepared: Cluster, folder: Path):
    dump(prepared, folder / "all.dump")
    assert stat.S_IMODE((folder / "all.dump").stat().st_mode) == 0o600
    with pytest.raises(PostgresError, match="exists already"):
        dump(prepared, folder / "all.dump")


def test_a_dump_that_fails_leaves_no_file(folder: Path):
    with pytest.raises(PostgresError, match="The dump failed"):
        dump(Cluster(folder / "var"), folder / "all.dump")
    assert list(folder.glob("all.dump*")) == []
