"""A document that is based on another: it says what it changes, and everything that is wrong with it is its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sundial.protocol.document import SHIPPED, DocumentError, load, merged, shipped, to_json
from sundial.protocol.promises import Promise

HALVED = SHIPPED.parent / "examples" / "silver-halved.toml"
Files = Callable[..., Path]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Write files beside a copy of the shipped document, `opswat.toml`, and return the first."""
    (tmp_path / "opswat.toml").write_bytes(SHIPPED.read_bytes())

    def write(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path / f"{next(iter(texts))}.toml"

    return write


def refused(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        load(path)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_silver_halved_promises_silver_half_the_time_and_everybody_else_the_same():
    halved = load(HALVED)
    silver = [[str(halved.target("silver", n, promise).amount) for n in (1, 2, 3, 4)] for promise in halved.promises]

    assert silver == [
        ["2 business hours", "2 hours", "4 business hours", "4 business hours"],
        ["6 business hours", "6 business hours", "4 business hours", "4 business hours"],
        ["4 business hours", "1 business day", "1 business day", "12 business hours"],
    ]
    for plan in ("platinum", "emerald", "gold"):
        assert [halved.target(plan, 2, promise) for promise in halved.promises] == [
            shipped().target(plan, 2, promise) for promise in shipped().promises
        ]
    assert halved.digest != shipped().digest


def test_what_its_words_say_is_what_its_figures_are():
    for row in load(HALVED).tables["silver"].targets.values():
        for promise, cell in row.items():
            number, unit = str(cell.amount).split()[0], str(cell.amount).split()[-1]
            assert f"{number} " in cell.wording
            assert unit.removesuffix("s") in cell.wording, promise


def test_tables_are_merged_key_by_key_and_all_else_is_replaced(files: Files):
    path = files(
        mine='base = "opswat.toml"\nself_service = ["A wiki"]\n'
        '[regions.emea]\nhours = [["08:00", "12:00"]]\nholidays = { "2026-12-24" = "Christmas Eve" }\n'
        '[tables.gold.targets.2]\nfirst-response = { within = "1 hour" }\n'
    )

    mine, emea = load(path), load(path).regions["emea"]

    assert mine.self_service == ("A wiki",)
    assert (emea.hours, emea.weekend, emea.office) == ((("08:00", "12:00"),), ("sat", "sun"), "Timisoara")
    assert len(emea.holidays) == len(shipped().regions["emea"].holidays) + 1
    assert mine.target("gold", 2, Promise.FIRST_RESPONSE).wording == "2 hours"
    assert merged({"a": {"b": [1], "c": 2}}, {"a": {"b": [3]}, "d": {}}) == {"a": {"b": [3], "c": 2}, "d": {}}


def test_a_target_may_be_promised_in_another_way_than_its_base_promises_it(files: Files):
    over = (
        'base = "opswat.toml"\n[tables.gold.targets.2]\nfix-release = { every = "8 hours", wording = "Every 8 hours" }'
    )

    assert load(files(mine=over)).target("gold", 2, Promise.FIX_RELEASE).said == "every 8 hours"


def test_a_file_that_changes_nothing_is_the_same_document(files: Files):
    assert load(files(mine='base = "opswat.toml"')) == shipped()


def test_a_base_may_have_a_base_and_is_found_from_the_folder_of_the_file_that_names_it(files: Files, tmp_path: Path):
    (tmp_path / "below").mkdir()
    grand = files(
        **{"below/grand": 'base = "../mine.toml"\ntitle = "Grand"', "mine": 'base = "opswat.toml"\nvendor = "V"'}
    )

    assert (load(grand).title, load(grand).vendor, load(grand).portal) == ("Grand", "V", "My OPSWAT")


def test_a_stored_revision_says_everything_itself(files: Files):
    assert "base" not in to_json(load(files(mine='base = "opswat.toml"')))


BASE = "a file that is there; it is looked for from the folder of this one"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"mine": 'base = "none.toml"'}, f'mine.toml: base: found "none.toml"; allowed: {BASE}'),
        ({"mine": 'base = "."'}, f'mine.toml: base: found "."; allowed: {BASE}'),
        ({"mine": "base = 3"}, "mine.toml: base: found 3; allowed: the name of a file, in quotes"),
        (
            {"mine": 'base = "mine.toml"'},
            'mine.toml: base: found "mine.toml"; allowed: a file that is not itself based on this one',
        ),
        (
            {"mine": 'base = "other.toml"', "other": 'base = "./mine.toml"'},
            'other.toml: base: found "./mine.toml"; allowed: a file that is not itself based on this one',
        ),
        (
            {"mine": 'base = "other.toml"', "other": 'base = "opswat.toml"\nportal = 3'},
            "other.toml: portal: found 3; allowed: a text in quotes",
        ),
        (
            {"mine": 'base = "other.toml"', "other": "base 3"},
            "other.toml: line 1, column 6: found Expected '=' after a key in a key/value pair; allowed: TOML 1.0",
        ),
        (
            {"mine": 'base = "opswat.toml"\n[plans.silver]\nphone = "perhaps"'},
            'mine.toml: plans.silver.phone: found "perhaps"; allowed: true or false',
        ),
    ],
)
def test_a_fault_names_the_file_in_which_it_stands_and_the_key(files: Files, texts: dict[str, str], told: str):
    assert refused(files(**texts)) == told
