"""Files with one story, as a hand would write them: Platinum, severity 1, answered half an hour late."""

import re
from pathlib import Path

DOC = (Path(__file__).parents[1] / "docs" / "scenarios.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```toml\n(zone.*?)```", DOC, re.DOTALL)[1]
REVISION = re.search(r"```toml\n(\[\[revision.*?)```", DOC, re.DOTALL)[1]

OPENED = '{ at = "Mon 2026-03-02 09:00", fact = "opened" }'
ANSWERED = '{ at = "Mon 2026-03-02 10:30", fact = "messaged", by = "staff" }'
KEPT = """
promise = "first-response", cycle = 1, started = "Mon 2026-03-02 09:00", due = "Mon 2026-03-02 10:00",
outcome = "breached", ended = "Mon 2026-03-02 10:30", kept_by = 2, warn = "none", check = "Mon 2026-03-02 10:00",
paused = false, about = "none", waived = "none", standing = "kept late"
""".strip().replace("\n", " ")
NEXT = 'promise = "diagnosis-update", cycle = 1, due = "Mon 2026-03-02 12:30", outcome = "running"'


def file(*expect, facts=(OPENED, ANSWERED), more="", as_of='as_of = "Mon 2026-03-02 11:00"'):
    """Write a file with one story: Platinum, severity 1, answered half an hour late."""
    clocks = ", ".join(f'{{ {one}, reason = "by hand" }}' for one in expect)
    return f"""
zone = "Europe/Bucharest"
[[scenario]]
name = "late"
proves = ["O6.1"]
why = "It is."
plan = "platinum"
severity = 1
region = "emea"
{as_of}
{more}
facts = [{", ".join(facts)}]
{f"expect = [{clocks}]" if clocks else ""}
"""
