"""Putting a protocol in force: for new cases, and never for those that are there."""

import io

import pytest
from django.core.management import CommandError, call_command

from sundial.models import viewing
from sundial.protocol.document import SHIPPED
from tests.database import as_role


def enforce(path):
    said = io.StringIO()
    with as_role("sundial_worker"):
        call_command("enforce", str(path), stdout=said)
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


def revision(case):
    return case.facts.get(seq=1).what["protocol"]
