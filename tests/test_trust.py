"""docs/trust.md and docs/reliability.md are true: the tests that they name are there, and what has none says so."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGES = [(TESTS.parent / "docs" / name).read_text() for name in ("trust.md", "reliability.md")]
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
SCENARIOS = {"S01", "S02", "S03", "S04", "S05", "S06", "S07", "S31"}
SCENARIOS |= {"R01", "R02", "R03", "R04", "R06", "R07", "R11", "R12", "R13", "R15", "R16", "R28"}
NOT_TESTS = ("not built", "`bench/wall`")


def rows() -> dict[str, str]:
    """Return the first and the last cell of every row of the tables."""
    cells = [line.strip("|").split("|") for page in PAGES for line in page.splitlines() if line.startswith("| ")]
    return {row[0].strip(): row[-1].strip() for row in cells if row[0].strip() not in ("id", "way")}


def test_every_test_that_the_pages_name_is_there():
    tests = {(file, name) for file, name in NAMED.findall("\n".join(PAGES))}
    there = {file: defined(TESTS / file) for file, _ in tests}

    assert len(tests) > 50
    assert sorted(f"{file}::{name}" for file, name in tests if name not in there[file]) == []


def test_every_scenario_and_every_way_has_a_test_or_says_that_it_is_not_built():
    assert set(rows()) >= SCENARIOS
    assert [way for way, proof in rows().items() if not NAMED.search(proof) and proof not in NOT_TESTS] == []


def defined(path: Path) -> set[str]:
    """Return the tests of a file; none if it is not there."""
    if not path.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
