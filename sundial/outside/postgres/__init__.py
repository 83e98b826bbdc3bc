"""The embedded PostgreSQL: a server of our own over the wheel's binaries, on a private Unix socket only.

`Cluster(home).start()` makes it if need be, starts it or adopts it, and returns its `Address`;
`prepare_roles` makes the database and the roles, there and on a real server alike.
"""

from sundial.outside.postgres.address import OWNER, SEARCH, SUPERUSER, WEB, WORKER, Address
from sundial.outside.postgres.cluster import DURABLE, FORGETFUL, Cluster
from sundial.outside.postgres.errors import PostgresError
from sundial.outside.postgres.roles import prepare_roles

__all__ = [
    "DURABLE",
    "FORGETFUL",
    "OWNER",
    "SEARCH",
    "SUPERUSER",
    "WEB",
    "WORKER",
    "Address",
    "Cluster",
    "PostgresError",
    "prepare_roles",
]
