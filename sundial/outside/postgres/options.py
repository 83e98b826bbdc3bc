"""How the embedded server is tuned: for one desk on a small machine; given at each start, so an upgrade brings them."""

from collections.abc import Mapping
from pathlib import Path

COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_buffers": "16MB",  # what thousands of cases are told at once need not wait for the disk
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
DURABLE: Mapping[str, str] = {**COMMON, "max_wal_size": "1GB"}
FORGETFUL: Mapping[str, str] = {  # for tests alone: a power cut may cost everything
    **COMMON,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",  # several such servers stand in memory
}


def as_arguments(settings: Mapping[str, str], socket: Path) -> list[str]:
    """Return the settings as arguments of `postgres`."""
    told = {**settings, "unix_socket_directories": str(socket)}
    return [word for key, value in told.items() for word in ("-c", f"{key}={value}")]
