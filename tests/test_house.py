"""The laws of the house that no linter knows (STYLE 1, 4, 10; HOUSE 1)."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_SCRIPT = 250, 30, 60  # lines
WRITTEN = ("*.py", "*.html", "*.css", "*.js", "*.sh", "bin/*")
ASKS_FOR_THE_TIME = re.compile(
    r"\b(timezone\.now|datetime\.(now|utcnow|today)|date\.today|time\.time|(statement|clock|transaction)_timestamp|Now|database_now)\("
)
READS_EVERY_TEXT = re.compile(
    r"__(icontains|istartswith|iendswith|iregex|search)\b|Search(Vector|Query)\(|\bILIKE\b|@@ "
)
MAY_ASK = ("web", "jobs", "management")
THE_CLOCK = ("models", "now.py")  # where the database is asked; who calls it is under the law
OF_A_MACHINE = re.compile(r"/(work|home|Users|root)/\w|/tmp/(try|bash_jobs)|10\.\d+\.\d+\.\d+|192\.168\.")


def tracked(*patterns: str) -> list[Path]:
    """Return the files of this repository, untracked ones included, that match."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def python(*folders: str) -> list[Path]:
    """Return the Python files under these folders of the app."""
    return [path for folder in folders for path in sorted((ROOT / "sundial" / folder).rglob("*.py"))]


def named(path: Path) -> str:
    """Return a file's name as a person says it."""
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_one_can_read_at_once():
    written = [path for path in tracked(*WRITTEN) if "migrations" not in path.parts]
    lengths = {named(path): len(path.read_text().splitlines()) for path in written}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_script_of_a_page_is_longer_than_sixty_lines():
    scripts = tracked("sundial/static/js/*.js")
    assert {
        named(path): length for path in scripts if (length := len(path.read_text().splitlines())) > LONGEST_SCRIPT
    } == {}


def test_no_function_is_longer_than_thirty_lines():
    assert {
        f"{named(path)}:{node.name}": length
        for path in tracked("sundial/*.py", "bench/*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := lines_of_code(node)) > LONGEST_FUNCTION
    } == {}  # fmt: skip


def lines_of_code(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's length without its docstring."""
    end = node.end_lineno or node.lineno
    docstring = node.body[0] if ast.get_docstring(node) else None
    said = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return end - node.lineno + 1 - said


def test_only_the_edges_ask_for_the_time():
    asking = [
        f"{named(path)}:{number}"
        for path in python("")
        if (parts := path.relative_to(ROOT / "sundial").parts) != THE_CLOCK and parts[0] not in (*MAY_ASK, "migrations")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if ASKS_FOR_THE_TIME.search(line)
    ]
    assert asking == []


def test_what_people_wrote_is_searched_in_one_place_alone():
    texts = {path: path.read_text() for path in python("") if "migrations" not in path.parts}
    asking = [named(path) for path, text in texts.items() if "sundial_search(" in text]
    by_reading_all = [named(path) for path, text in texts.items() if READS_EVERY_TEXT.search(text)]

    assert asking == ["sundial/models/search.py"]
    assert by_reading_all == []


def test_every_public_piece_says_what_it_is():
    files = [path for path in python("protocol", "models", "commands", "outside", "jobs") if path.read_text().strip()]
    assert [f"{named(path)}:{name}" for path in files for name in silent_in(ast.parse(path.read_text()))] == []


def silent_in(tree: ast.Module) -> list[str]:
    """Return what has no docstring: the module itself, and its public functions and classes."""
    pieces = [node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    silent = [node.name for node in pieces if not node.name.startswith("_") and not ast.get_docstring(node)]
    return silent if ast.get_docstring(tree) else ["(module)", *silent]


def test_no_file_knows_the_machine_that_it_was_written_on():
    texts = [
        path for path in tracked() if path.suffix not in {".png", ".lock", ".woff2", ".ico"} and path != Path(__file__)
    ]
    found = {
        named(path): match[0] for path in texts if (match := OF_A_MACHINE.search(path.read_text(errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "bin").iterdir() if path.suffix == ""))
def test_every_command_can_be_run_and_is_valid_shell(script: str):
    path = ROOT / "bin" / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", path], check=False).returncode == 0
