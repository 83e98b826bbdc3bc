"""Where the database is, the four names under which it is entered, and one under which nobody enters."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sundial.outside.postgres.errors import PostgresError

SUPERUSER, OWNER, WEB, WORKER = "postgres", "sundial_owner", "sundial_web", "sundial_worker"
SEARCH = "sundial_search"  # owns the one function that searches, and nothing else


@dataclass(frozen=True, slots=True)
class Address:
    """One database on one server: `host` is a folder when the server listens on a Unix socket."""

    host: str
    name: str = "sundial"
    port: int = 5432
    user: str = SUPERUSER
    password: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_socket(cls, folder: Path) -> "Address":
        """Return the address of the embedded server, whose socket lies in `folder`."""
        return cls(host=str(folder))

    @classmethod
    def of_url(cls, url: str) -> "Address":
        """Read `postgresql://user:password@host:port/name?sslmode=require`; raises PostgresError if it is not one."""
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            raise PostgresError("SUNDIAL_DATABASE_URL must look like postgresql://user:password@host:5432/name.")
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", unquote(parts.hostname or "localhost"))
        return cls(
            host=host,
            name=unquote(parts.path.strip("/")),
            port=parts.port or 5432,
            user=unquote(parts.username or OWNER),
            password=unquote(parts.password or ""),
            options=options,
        )

    def conninfo(self, *, user: str = "", password: str | None = None, name: str = "") -> dict[str, Any]:
        """Return the arguments of `psycopg.connect`, for another user or database if one is named."""
        secret = self.password if password is None else password
        shown = {"password": secret} if secret else {}
        return {
            "host": self.host,
            "port": self.port,
            "dbname": name or self.name,
            "user": user or self.user,
            "connect_timeout": 10,
            **shown,
            **self.options,
        }
