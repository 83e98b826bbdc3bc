"""The embedded PostgreSQL: whatever is killed or started twice, it comes back with what it had."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from sundial.outside.postgres import DURABLE, FORGETFUL, Cluster, PostgresError
from sundial.outside.postgres.options import kept_in_memory, memory
from tests.postgres.servers import AS_ROOT, ask, only_root, postmaster, until

pytestmark = pytest.mark.db


def test_a_server_killed_in_the_middle_of_writing_comes_back_with_every_acknowledged_commit(folder: Path):
    cluster = Cluster(folder / "var", settings=DURABLE)
    cluster.start()
    acknowledged = 0
    with psycopg.connect(**cluster.address.conninfo(name="postgres"), autocommit=True) as line:
        line.execute("CREATE TABLE said (n int)")
        killer = ThreadPoolExecutor(1).submit(lambda: (time.sleep(0.2), os.kill(postmaster(cluster), signal.SIGKILL)))
        backends = [line.info.backend_pid]
        while True:
            try:
                line.execute("INSERT INTO said VALUES (%s)", [acknowledged])
            except psycopg.OperationalError:
                break
            acknowledged += 1
            if killer.done():
                os.kill(backends[0], signal.SIGKILL)
    cluster.start()
    try:
        assert acknowledged > 0
        assert int(str(ask(cluster, f"SELECT count(*) FROM said WHERE n < {acknowledged}"))) == acknowledged
    finally:
        cluster.stop()


def test_a_killed_server_is_started_again_while_its_children_still_let_go(cluster: Cluster):
    with psycopg.connect(**cluster.address.conninfo(name="postgres")):
        os.kill(postmaster(cluster), signal.SIGKILL)
        until(lambda: not cluster.is_ready())
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1


def test_a_server_that_outlived_whoever_started_it_is_adopted(folder: Path):
    home = folder / "var"
    program = (
        "import os, pathlib, signal; from sundial.outside.postgres import *;"
        f"Cluster(pathlib.Path({str(home)!r}), settings=FORGETFUL).start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    started = subprocess.run([sys.executable, "-c", program], check=False, env={**os.environ, "PYTHONPATH": "."})
    assert started.returncode == -signal.SIGKILL
    cluster = Cluster(home, settings=FORGETFUL)
    outlived = postmaster(cluster)
    cluster.start()
    try:
        assert postmaster(cluster) == outlived
    finally:
        cluster.stop()
    assert not cluster.is_ready()


def test_eight_starts_at_once_make_one_server(folder: Path):
    home = folder / "var"
    program = (
        "import pathlib; from sundial.outside.postgres import *;"
        f"c = Cluster(pathlib.Path({str(home)!r}), settings=FORGETFUL); prepare_roles(c.start());"
        "print((c.data / 'postmaster.pid').read_text().split()[0])"
    )
    command = [sys.executable, "-c", program]
    eight = [subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}) for _ in range(8)]
    said = {one.communicate(timeout=60)[0] for one in eight}
    Cluster(home).stop()
    assert [one.returncode for one in eight] == [0] * 8
    assert len(said) == 1


def test_a_second_clone_beside_it_has_a_server_and_data_of_its_own(cluster: Cluster, folder: Path):
    other = Cluster(folder / "other", settings=FORGETFUL)
    other.start()
    try:
        ask(other, "SELECT set_config('a.b', 'c', false)")
        places = {ask(one, "SHOW data_directory") for one in (cluster, other)}
        assert places == {str(cluster.data), str(other.data)}
        other.stop()
        assert cluster.is_ready()
    finally:
        other.stop()


def test_a_pid_file_whose_number_was_given_to_somebody_else_does_not_keep_it_from_starting(cluster: Cluster):
    cluster.stop()
    with subprocess.Popen(["sleep", "60"], **({"user": cluster.account.uid} if AS_ROOT else {})) as stranger:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n1\n5432\n\n\n")
        os.chown(cluster.data / "postmaster.pid", cluster.account.uid, cluster.account.gid)
        cluster.start()
        assert ask(cluster, "SELECT 1") == 1
        stranger.kill()


def test_a_making_that_was_cut_short_is_begun_anew(folder: Path):
    cluster = Cluster(folder / "var", settings=FORGETFUL)
    cluster._make_places()
    (cluster.place / "data.making").mkdir()
    (cluster.place / "data.making" / "PG_VERSION").write_text("half")
    cluster.start()
    cluster.stop()
    assert (cluster.data / "PG_VERSION").read_text().strip().isdigit()


def test_data_of_another_version_are_refused_in_a_sentence_that_says_what_to_do(cluster: Cluster):
    cluster.stop()
    kept = (cluster.data / "PG_VERSION").read_text()
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(PostgresError, match=r"are of PostgreSQL 14, but \d+ was found: dump them"):
        cluster.start()
    (cluster.data / "PG_VERSION").write_text(kept)


def test_a_quarter_of_the_memory_is_for_the_tables_within_bounds():
    told = [kept_in_memory(gigabytes << 30) for gigabytes in (0, 1, 2, 4, 64)]
    assert told == ["256MB", "256MB", "512MB", "1024MB", "1024MB"]


def test_of_a_container_the_memory_is_what_it_may_take(tmp_path: Path):
    limit = tmp_path / "memory.max"
    machine = memory(limit)
    told = []
    for says in ("max\n", f"{machine // 2}\n", f"{2 * machine}\n"):
        limit.write_text(says)
        told.append(memory(limit))
    assert told == [machine, machine // 2, machine]


def test_a_start_that_fails_tells_the_last_line_of_the_log_and_what_to_do(cluster: Cluster):
    cluster.stop()
    broken = Cluster(cluster.home, settings={**FORGETFUL, "shared_buffers": "900000GB"})
    with pytest.raises(PostgresError) as failure:
        broken.start()
    assert "shared_buffers" in str(failure.value)
    assert len(str(failure.value).splitlines()) == 1


@only_root
def test_a_full_disk_is_told_in_one_sentence(folder: Path):
    small = folder / "small"
    small.mkdir(mode=0o711)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        small.chmod(0o711)
        with pytest.raises(
            PostgresError, match=r"No space left on device\): free some space on the disk of .*/var and"
        ):
            Cluster(small / "var", settings=FORGETFUL).start()
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_socket_that_nobody_serves_is_not_taken_for_a_server(folder: Path):
    cluster = Cluster(folder / "var", settings=FORGETFUL)
    cluster._make_places()
    with socket.socket(socket.AF_UNIX) as planted:
        planted.bind(str(cluster.socket / ".s.PGSQL.5432"))
        assert not cluster.is_ready()
