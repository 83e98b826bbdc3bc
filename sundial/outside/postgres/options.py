"""How the embedded server is tuned: for one desk on a small machine; given at each start, so an upgrade brings them."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

LEAST, MOST = 256, 1024  # megabytes that the server keeps of its tables in memory
LIMIT = Path("/sys/fs/cgroup/memory.max")  # what a container may take of the machine's, where there is one


def memory(limit: Path = LIMIT) -> int:
    """Return how many bytes of memory there are for us: the machine's, or what a container has of them."""
    all_of_it = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # "max" is no limit
        return min(all_of_it, int(limit.read_text()))
    return all_of_it


def kept_in_memory(of: int) -> str:
    """Return how much of its tables the server keeps in memory, of so many bytes of it: a quarter, as it advises.

    What many cases are told at once touches 700 MB on a desk of 100,000 open ones. What has no place is written out
    in its midst, and read again.
    """
    return f"{min(MOST, max(LEAST, of // 4 >> 20))}MB"


COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # what people write must not reach the log: no statements, no rows in details
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "idle_in_transaction_session_timeout": "5min",
}
DURABLE: Mapping[str, str] = {
    **COMMON,
    "shared_buffers": kept_in_memory(memory()),
    "wal_buffers": "64MB",  # what thousands of cases are told at once need not wait for the disk
    "max_wal_size": "2GB",  # nor for a checkpoint in its midst, after which every page is written whole once more
}
FORGETFUL: Mapping[str, str] = {  # for tests alone: a power cut may cost everything
    **COMMON,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "wal_buffers": "16MB",
    "max_wal_size": "256MB",  # several such servers stand in memory
}


def as_arguments(settings: Mapping[str, str], socket: Path) -> list[str]:
    """Return the settings as arguments of `postgres`."""
    told = {**settings, "unix_socket_directories": str(socket)}
    return [word for key, value in told.items() for word in ("-c", f"{key}={value}")]
