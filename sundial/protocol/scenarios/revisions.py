"""The protocol documents of which stories tell: the one that is tested, and what they change in it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sundial.protocol.document import Protocol, from_json, merged, to_json
from sundial.protocol.document.errors import one_of, shown
from sundial.protocol.scenarios.written import WrittenRevision


class Revisions:
    """The documents by the names that a file gives them; the one that is tested goes by its own name."""

    def __init__(self, tested: Protocol, written: Sequence[WrittenRevision]) -> None:
        """Lay each revision over the document; raises DocumentError for what is no document then."""
        self._stored = to_json(tested)
        self._changed: dict[str, Protocol] = {}
        self.tested = tested
        self.by_name = {tested.name: tested}
        for one in written:
            self.by_name[one.name] = self._laid(one.protocol, f"revision {one.name}")
        self.by_digest = {one.digest: one for one in self.by_name.values()}

    def under(self, written: Mapping[str, Any] | str | None) -> Protocol:
        """Return the document under which a story is opened: a revision by name, or what it changes in the document.

        Raises DocumentError for what is no document, ValueError for a name that is not known.
        """
        if isinstance(written, str):
            return self.named(written, "protocol")
        if written is None:
            return self.tested
        key = json.dumps(written, sort_keys=True, default=str)
        if key not in self._changed:
            self._changed[key] = self._laid(written, "protocol")
        return self._changed[key]

    def named(self, name: Any, key: str) -> Protocol:
        """Return a document by its name; raises ValueError naming `key`."""
        if not isinstance(name, str) or name not in self.by_name:
            found = "nothing" if name is None else shown(name)
            raise ValueError(f"{key}: found {found}; allowed: {one_of(self.by_name)}")
        return self.by_name[name]

    def _laid(self, change: Mapping[str, Any], name: str) -> Protocol:
        return from_json(merged(self._stored, change), name)
