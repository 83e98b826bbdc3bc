"""Putting a protocol in force: for new cases, and never for those that are there."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from sundial.commands.protocol import put_in_force
from sundial.models import CLOCKWORK, Case, FactRow, ProtocolRevision, database_now, protocol_in_force, viewing
from sundial.protocol.document import SHIPPED, from_json, shipped, to_json
from tests.browsing import lately
from tests.database import as_role
from tests.keeping import whole

HALVED = SHIPPED.parent / "examples" / "silver-halved.toml"


def enforce(path, *words):
    said = io.StringIO()
    with as_role("sundial_worker"):
        call_command("enforce", str(path), *words, stdout=said)
    return said.getvalue()


def test_new_cases_are_promised_what_it_says_and_open_ones_keep_their_revision(cast, tmp_path):
    before = cast.open_case(at="Mon 2026-03-02 09:00")
    written = tmp_path / "ours.toml"
    written.write_text(SHIPPED.read_text().replace('portal = "My OPSWAT"', 'portal = "Our support"'))

    said = enforce(written)
    after = cast.open_case(at="Mon 2066-03-01 09:00")

    assert "in force since" in said
    with viewing(cast.eve.person):
        assert revision(before) != revision(after)
        assert revision(after)[:12] in said


def test_a_document_that_cannot_be_read_changes_nothing(db, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text(SHIPPED.read_text().replace('portal = "My OPSWAT"', ""))

    with pytest.raises(CommandError, match=r"portal: found nothing.*\nNothing was changed"):
        enforce(broken)


def test_a_document_without_a_plan_to_which_a_customer_is_entitled_is_refused_though_no_case_has_it(cast, tmp_path):
    """Their next case would be promised less than they are entitled to (O3.5, O12.1)."""
    cast.entitle(cast.acme, "emerald")
    written = tmp_path / "without.toml"
    written.write_text(without_emerald(SHIPPED.read_text()))

    with pytest.raises(CommandError, match=r"Customers have the plan emerald.*\. Nothing was changed"):
        enforce(written)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert ProtocolRevision.objects.count() == 1


def without_emerald(text):
    """Take a plan out of the document's text."""
    return re.sub(r"(?ms)^\[plans\.emerald\].*?(?=^\[)", "", text).replace('["platinum", "emerald"]', '["platinum"]')


def revision(case):
    return case.facts.get(seq=1).what["protocol"]


def test_open_cases_are_moved_and_pinned_by_plan_on_the_command_line(cast):
    lately(cast)
    silver, gold = (cast.open_case(plan=plan, severity=2, at=20) for plan in ("silver", "gold"))

    said = enforce(HALVED, "--move", "all", "--pin", "gold")

    assert "Open cases that count by it now: 1; that are pinned: 1." in said
    with viewing(cast.dan.person):
        assert Case.objects.get(pk=silver.pk).revision[:12] in said
        assert Case.objects.get(pk=gold.pk).pinned
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert whole() == []
        assert FactRow.objects.get(kind="protocol-moved").side == "system"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--move", "golden"), 'plan "golden"; allowed: all, or some of platinum, emerald, gold, silver'),
        (("--pin", "gold,silv"), 'plan "silv"; allowed'),
    ],
)
def test_a_plan_that_is_not_there_changes_nothing(db, words, says):
    with pytest.raises(CommandError, match=says):
        enforce(HALVED, *words)
    with as_role("sundial_worker"):
        assert ProtocolRevision.objects.count() == 1


def test_a_document_that_lacks_what_an_open_case_has_changes_nothing(cast, tmp_path):
    lately(cast).open_case(plan="silver", severity=2, at=20)
    written = tmp_path / "ours.toml"
    written.write_text(to_toml_without_silver())

    with pytest.raises(CommandError, match=r"Open cases have the plan silver, which .* Nothing was changed"):
        enforce(written)
    with as_role("sundial_worker"):
        assert ProtocolRevision.objects.count() == 1


def to_toml_without_silver():
    """Take the plan and its table out of the shipped file."""
    text = re.sub(r"\[plans\.silver\].*?(?=\n\[)", "", SHIPPED.read_text(), flags=re.DOTALL)
    return re.sub(r"\[tables\.silver\].*?(?=\n\[(?!tables\.silver))", "", text, flags=re.DOTALL)


def test_a_file_that_lets_accepted_holidays_go_is_refused_by_date_until_that_is_meant(cast, tmp_path):
    """Who accepted them did so on the desk, and the file was written before (O6.6)."""
    emea = shipped().regions["emea"]
    day, name = max(emea.holidays.items())
    later = day + timedelta(days=400)
    accepted = json.loads(json.dumps(to_json(shipped())))
    accepted["regions"]["emea"]["holidays"] |= {str(later): "Founders' Day"}
    accepted["regions"]["emea"]["days"] |= {str(later + timedelta(days=1)): [["09:00", "12:00"]]}
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        put_in_force(from_json(accepted), now=database_now())

    with pytest.raises(CommandError) as refused:
        enforce(SHIPPED)
    assert f"\n  {later}, EMEA: Founders' Day\n  {later + timedelta(days=1)}, EMEA: open 09:00 to 12:00\n" in str(
        refused.value
    )
    assert name not in str(refused.value)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert later in protocol_in_force(database_now()).regions["emea"].holidays
    said = enforce(SHIPPED, "--let-go")
    assert f"{later}, EMEA: Founders' Day" in said
    assert "in force since" in said
