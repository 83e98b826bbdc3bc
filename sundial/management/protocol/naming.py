"""How a command names a document: a file, the revision in force, or a revision that is kept, by its digest."""

import re
from pathlib import Path

from sundial.management.protocol.differing import Named
from sundial.models import NoProtocol, ProtocolRevision, database_now, protocol_of
from sundial.models.protocol import digest_in_force
from sundial.protocol.document import DocumentError, load
from sundial.protocol.document.errors import Problem

IN_FORCE = "in-force"
DIGEST = re.compile(r"[0-9a-f]{6,64}")


def named(text: str) -> Named:
    """Return a document by its file, by "in-force", or by six letters or more of its digest.

    Only what is no file is looked for in the database. Raises DocumentError, which says what was found and what is
    allowed.
    """
    if Path(text).is_file() or not (text == IN_FORCE or DIGEST.fullmatch(text)):
        return Named(text, load(text))
    digest = _in_force() if text == IN_FORCE else _kept(text)
    return Named(text, protocol_of(digest), digest)


def _in_force() -> str:
    try:
        return digest_in_force(database_now())
    except NoProtocol:
        raise _refused(IN_FORCE, "no document in force", "one that `sundial enforce` put in force") from None


def _kept(start: str) -> str:
    found = sorted(set(ProtocolRevision.objects.filter(digest__startswith=start).values_list("digest", flat=True)[:9]))
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} revisions that begin like this" if found else "no revision that begins like this"
    raise _refused(start, what, "a file, in-force, or enough of a digest to name one revision")


def _refused(text: str, found: str, allowed: str) -> DocumentError:
    return DocumentError(text, [Problem("document", found, allowed)])
