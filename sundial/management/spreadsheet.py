"""A file of comma-separated values: there when all of its lines are, or not at all."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

Write = Callable[[Iterable[tuple[Any, ...]]], None]


@contextmanager
def written(out: str) -> Iterator[Write]:
    """Take lines of comma-separated values; raises CommandError where they cannot be written."""
    path = Path(out)
    whole = not path.is_symlink() and (path.is_file() or not path.exists())  # a device or a pipe is written as it is
    part = path.with_name(f".{path.name}.{os.getpid()}") if whole else path
    try:
        file = part.open("w", newline="", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--csv {out}: {error.strerror}") from None
    try:
        with file:
            yield csv.writer(file).writerows
        if whole:
            part.replace(path)
    finally:
        if whole:
            part.unlink(missing_ok=True)
