"""What bin/test tries on PostgreSQL 15 too: enough to send it all that is ours once at least; bin/soak tries the rest.

Every migration runs there, for its server begins with them. What it must have called, read, written and been asked
by the end is told by `test_older.py`, the last file of its run.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection
from psycopg import Cursor

from tests import database

ROOT = Path(__file__).parent.parent
FILES = (
    "desk/test_reaching", "postgres/test_real_server", "postgres/test_roles", "test_acknowledging",
    "test_case_sums", "test_clock_wall", "test_clockwork", "test_dead_letters", "test_dead_letters_twice",
    "test_digest", "test_enforce", "test_evidence", "test_evidence_wall", "test_failpoints", "test_glass",
    "test_handover", "test_leaving_together", "test_letters_again", "test_letters_kept", "test_lifting_walls",
    "test_moves_ahead", "test_moves_decided", "test_moving_walls", "test_notices", "test_owed_inside",
    "test_people_wall", "test_placing", "test_rota_feed", "test_rota_offers", "test_said_rows", "test_search",
    "test_set_times", "test_statements", "test_trial", "test_verbs", "test_verify", "test_wall",
    "test_wall_catalogue", "test_wall_ground", "test_wall_inside", "test_wall_kept_plans", "test_wall_plans",
    "test_wall_rows", "test_wall_writes", "test_word_kept", "test_older",
)  # fmt: skip
HELD = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH) |\bcursor\(\)|\bfetch\(")
SENT: set[str] = set()  # the modules of commands/ by which anything was sent


def begin() -> None:
    """Let server and line count, from here on, what is called and sent; entered as the superuser."""
    database.run(f"ALTER DATABASE \"{connection.settings_dict['NAME']}\" SET track_functions = 'all'")
    connection.close()
    Cursor.execute = listen(Cursor.execute)  # type: ignore[method-assign]


def is_tried(path: Path) -> bool:
    """Whether the older version is tried with this file."""
    return path.is_relative_to(ROOT / "tests") and str(path.relative_to(ROOT / "tests").with_suffix("")) in FILES


def hold_sql() -> set[str]:
    """Return the modules of commands/ in which SQL is written."""
    return {
        f"sundial.commands.{path.stem}"
        for path in (ROOT / "sundial/commands").glob("*.py")
        if HELD.search(path.read_text())
    }


def listen(send: Callable[..., Any]) -> Callable[..., Any]:
    """Note who sends a statement, every module of commands/ on the way to it, and send it."""

    def noting(*statement: Any, **how: Any) -> Any:
        frame: FrameType | None = sys._getframe(1)
        while frame:
            name = frame.f_globals.get("__name__", "")
            if name.startswith("sundial.commands."):
                SENT.add(name)
            frame = frame.f_back
        return send(*statement, **how)

    return noting
