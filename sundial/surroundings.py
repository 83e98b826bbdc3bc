"""What the surroundings say: the `SUNDIAL_...` variables and the files of the home folder, read and never written."""

import os
import secrets
import stat
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sundial.outside.imap import Account
from sundial.outside.postgres import OWNER, SUPERUSER, WEB, WORKER, Address, Cluster
from sundial.outside.postgres.roles import read_passwords
from sundial.protocol.letters.signed import secrets_of

CLONE = Path(__file__).resolve().parent.parent
ROLES = {"owner": OWNER, "web": WEB, "worker": WORKER, "superuser": SUPERUSER}
SHORTEST_SECRET = 50  # characters
SERVICES = (  # apprise schemes that speak https alone, over connections that outside/notify.py guards
    "slack workflows discord gchat wxteams rockets mmosts zulip tgram pagerduty opsgenie pagertree squadcast splunk"
    " spike signl4 pover ntfys gotifys twilio vonage sinch plivo clicksend msg91"
)


class SurroundingsError(Exception):
    """A variable or a file of the home folder is not as it must be; the text says what to do."""


def flag(name: str) -> bool:
    """Whether a variable says yes."""
    return os.environ.get(name, "") not in {"", "0", "no", "false"}


def whole_number(name: str, unset: int, *, most: int) -> int:
    """Return the whole number that a variable says, from 1 to `most`; `unset` where it says nothing."""
    text = os.environ.get(name) or str(unset)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise SurroundingsError(f"{name} is {text!r}, but must be a whole number from 1 to {most}.")
    return int(text)


def words(name: str, unset: str = "") -> frozenset[str]:
    """Return the words of a variable, with spaces or commas between; those of `unset` where it says nothing."""
    return frozenset((os.environ.get(name) or unset).replace(",", " ").split())


def home() -> Path:
    """Return the folder in which this desk keeps everything: SUNDIAL_HOME, else `var` in the clone."""
    return Path(os.environ.get("SUNDIAL_HOME") or CLONE / "var").expanduser().resolve()


def secret_key_file() -> Path:
    """Return where the secret key is kept."""
    return home() / "secret-key"


def secret_key() -> str:
    """Return the kept secret key, or one for this process alone where none was made yet (`serve` then refuses)."""
    path = secret_key_file()
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        kept = path.read_text().strip()
    except FileNotFoundError:
        return secrets.token_urlsafe(SHORTEST_SECRET)
    except OSError as error:
        raise SurroundingsError(f"{path} cannot be read ({error.strerror}): run as the desk's own user.") from None
    if mode & 0o077:
        raise SurroundingsError(f"{path} can be read by other users: chmod 600 it, and renew it if they may have.")
    if len(kept) < SHORTEST_SECRET:
        raise SurroundingsError(f"{path} holds fewer than {SHORTEST_SECRET} characters: delete it to have one made.")
    return kept


def is_external() -> bool:
    """Whether SUNDIAL_DATABASE_URL names a real server, so that there is no embedded one."""
    return bool(os.environ.get("SUNDIAL_DATABASE_URL"))


def database_address() -> Address:
    """Return the address of the database: the named server's, else the embedded one's."""
    if is_external():
        return Address.of_url(os.environ["SUNDIAL_DATABASE_URL"])
    return Cluster(home()).address


def passwords_file() -> Path | None:
    """Return where the roles' passwords are kept; the embedded server has none, its socket is private."""
    return home() / "database-passwords.json" if is_external() else None


# Values travel apart from their statement, and the plan of one that comes again is kept (docs/architecture.md).
PREPARED: Mapping[str, Any] = {"server_side_binding": True, "prepare_threshold": 2}


def database_login() -> Mapping[str, Any]:
    """Return Django's entry for the login that SUNDIAL_ROLE names (owner, web or worker; web if unset)."""
    asked = os.environ.get("SUNDIAL_ROLE") or "web"
    if asked not in ROLES:
        raise SurroundingsError(f"SUNDIAL_ROLE is {asked!r}, but must be one of {', '.join(ROLES)}.")
    address = database_address()
    known = read_passwords(path) if (path := passwords_file()) else {}
    ours = not is_external() or ROLES[asked] in known
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": address.host,
        "PORT": address.port,
        "NAME": address.name,
        "USER": ROLES[asked] if ours else address.user,
        "PASSWORD": known.get(ROLES[asked], "") if ours else address.password,
        "OPTIONS": {**PREPARED, **address.options, **_pool()},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # after a restart of the server the pool's old connections are not handed out
        "ATOMIC_REQUESTS": True,
    }


def mail_server() -> Mapping[str, Any]:
    """Return Django's mail settings of SUNDIAL_SMTP_URL; without it, the sink on this machine's loopback."""
    url = urlsplit(
        os.environ.get("SUNDIAL_SMTP_URL") or f"smtp://127.0.0.1:{os.environ.get('SUNDIAL_MAIL_PORT', '8025')}"
    )
    return {
        "EMAIL_HOST": url.hostname or "127.0.0.1",
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }


def own_address(sender: str) -> str:
    """Return the address alone of who writes; where its host is a bare number no mail goes, so `localhost` stands."""
    name, _, host = parseaddr(sender)[1].rpartition("@")
    return f"{name}@{'localhost' if host.replace('.', '').isdigit() else host}"


def mail_accounts() -> tuple[Account, ...]:
    """Return the mailboxes that SUNDIAL_IMAP names, none where it names none (docs/mail.md)."""
    try:
        return tuple(Account.of_url(one) for one in os.environ.get("SUNDIAL_IMAP", "").split())
    except ValueError as error:
        raise SurroundingsError(f"SUNDIAL_IMAP: {error}.") from None


def hook_secrets() -> tuple[bytes, ...]:
    """Return the secrets by which a mail provider's webhook is known, the newest first; none: there is no such door."""
    try:
        return secrets_of(os.environ.get("SUNDIAL_MAIL_HOOK_SECRETS", "").split())
    except ValueError as error:
        raise SurroundingsError(f"SUNDIAL_MAIL_HOOK_SECRETS: {error}.") from None


def _pool() -> dict[str, Any]:
    """Return the pool's options where a server of many threads asks for one (SUNDIAL_POOL, its greatest size)."""
    most = int(os.environ.get("SUNDIAL_POOL") or 0)
    return {"pool": {"min_size": 2, "max_size": most, "timeout": 10}} if most else {}
