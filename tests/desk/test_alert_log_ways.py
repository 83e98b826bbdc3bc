"""The delivery log: when, how and whether it arrived, by every way, in one look, and no name of somebody's own."""

import pytest

from sundial.outside.websink import Answer
from tests.browsing import signed_in
from tests.posting import standing_sink, warning_of, works
from tests.waying import reaches, sends, standing_web, webhook_of


@pytest.fixture
def log(cast, tmp_path, settings):
    with standing_web(tmp_path, settings, Answer.OK, Answer.GONE, Answer.OK) as sink, standing_sink(tmp_path, settings):
        webhook_of(cast.eve, sink)
        webhook_of(cast.eve, sink)
        webhook_of(cast.dan, sink, role="engineer")
        alert = warning_of(cast)
        works(alert)
        for delivery in reaches(alert):
            sends(delivery)
    return f"/desk/cases/{alert.case.number}/alerts"


def test_the_log_shows_each_way_of_a_role_by_its_name_and_ones_own_by_what_it_is(cast, log):
    page = signed_in(cast.dan.person).get(log).content.decode()
    assert "webhook: taken" in page
    assert '<span class="bad">webhook: failed and was given up</span>' in page
    assert "Dan&#x27;s engineer: taken" in page
    assert '<td data-says="mail">in the app alone<' in page  # on a phone, where the table has no heads
    assert "<td>taken by the mail server" in page  # these words name it themselves
    assert "Eve&#x27;s own" not in page
    assert "<b>1 did not arrive by some way.</b>" in page


def test_the_inbox_says_how_it_went_by_ones_own_ways(cast, log):
    page = signed_in(cast.eve.person).get("/desk/alerts").content.decode()
    assert "Eve&#x27;s own: failed and was given up" in page
    assert "Dan&#x27;s engineer" not in page
