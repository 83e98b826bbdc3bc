"""What a file says: TOML, merged over the document that it is based on, if it names one."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sundial.protocol.document.errors import DocumentError, Problem, shown
from sundial.protocol.document.tables import STYLES

BASE = "base"
Written = Mapping[str, Any]
Approve = Callable[[Written, str], object]  # raises DocumentError on what is no document, under the file's name


def read(path: Path, approve: Approve, *, above: tuple[Path, ...] = ()) -> Written:
    """Return what a file says, laid over its base; that is approved alone first, so that its faults are its own.

    `above` are the files that are based on this one. Raises DocumentError, which names the file at fault.
    """
    own = _toml(path)
    if BASE not in own:
        return own
    beneath = _base(path, own[BASE], (*above, path.resolve()))
    said = read(beneath, approve, above=(*above, path.resolve()))
    approve(said, str(beneath))
    return merged(said, {part: found for part, found in own.items() if part != BASE})


def read_alone(text: str, name: str) -> Written:
    """Return what a text says that must stand alone: it may be based on no file. Raises DocumentError under `name`."""
    said = _parsed(text, name)
    if BASE in said:
        raise DocumentError(name, [Problem(BASE, shown(said[BASE]), "nothing: what is handed in is a whole document")])
    return said


def merged(beneath: Written, over: Written) -> dict[str, Any]:
    """Return one document laid over another: tables are merged key by key, all else, lists too, is replaced.

    A target is promised in one way: of `within`, `every` and `notice` the one that is laid over replaces the other.
    """
    replaced = set(STYLES) if STYLES.keys() & over.keys() else set()
    kept = {key: found for key, found in beneath.items() if key not in replaced}
    return {**kept, **{key: _laid(beneath.get(key), found) for key, found in over.items()}}


def _laid(beneath: Any, over: Any) -> Any:
    return merged(beneath, over) if isinstance(beneath, Mapping) and isinstance(over, Mapping) else over


def _base(path: Path, named: Any, above: tuple[Path, ...]) -> Path:
    """Return the file that `base` names, found from the folder of the file that names it."""
    if not isinstance(named, str) or not named:
        raise _refused(path, named, "the name of a file, in quotes")
    beneath = path.parent / named
    if not beneath.is_file():
        raise _refused(path, named, "a file that is there; it is looked for from the folder of this one")
    if beneath.resolve() in above:
        raise _refused(path, named, "a file that is not itself based on this one")
    return beneath


def _refused(path: Path, named: Any, allowed: str) -> DocumentError:
    return DocumentError(str(path), [Problem(BASE, shown(named), allowed)])


def _toml(path: Path) -> Written:
    try:
        return _parsed(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        problem = Problem("file", error.strerror or str(error), "a file that can be read")
    except UnicodeDecodeError as error:
        problem = Problem(f"byte {error.start}", "not UTF-8", "a text file in UTF-8")
    raise DocumentError(str(path), [problem])


def _parsed(text: str, name: str) -> Written:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(name, [_syntax(error)]) from None
    except RecursionError:
        raise DocumentError(name, [Problem("file", "parts within parts without an end", "TOML 1.0")]) from None


def _syntax(error: tomllib.TOMLDecodeError) -> Problem:
    """Turn "Invalid value (at line 3, column 5)" into a problem at line 3."""
    what, _, place = str(error).rstrip(")").partition(" (at ")
    return Problem(place or "file", what, "TOML 1.0")
