"""The mailboxes prove it: of four rungs each told exactly whom O8 names, and of a walled customer nobody outside."""

import pytest

from sundial.jobs.deliver import deliver
from sundial.models import CLOCKWORK, Alert, DeliveryState, Organization, viewing
from tests.climbing_story import answers, escalates, is_comfortable
from tests.database import as_role
from tests.posting import ask, delivery_of, standing_sink

MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture
def team(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for name, role, region in (("Vera", "vp", ""), ("Sven", "svp", ""), ("Tom", "tam", "emea"),
                                   ("Carl", "csm", "americas"), ("Cora", "cx-coordinator", "emea")):  # fmt: skip
            setattr(cast, name.lower(), cast._staff(name, role, region))
        Organization.objects.filter(pk=cast.acme.pk).update(tam=cast.tom.person, csm=cast.carl.person)
    return cast


def climbs(team, contact, case):
    """Take all four rungs: three by the customer, the third by a colleague who took the call."""
    team.eve.takes(case, at="Mon 09:05")
    who = (contact, contact, team.eve, contact)
    return [escalates(one, case, rung, at=f"Mon 10:{rung}0") for rung, one in enumerate(who, start=1)]


def alerts(case):
    return ask(lambda: list(Alert.objects.filter(case=case, kind="escalated").order_by("seq", "person__email")))


def mailed(case, mailbox):
    """Let the worker pay what is owed, each job twice; return by rung who has a letter, in order of the rungs."""
    owed = alerts(case)
    with as_role("sundial_worker"):
        for alert in (*owed, *owed):
            deliver(alert=str(alert.pk))
    arrived = {}
    for entry in mailbox.entries():
        arrived.setdefault(entry.message_id, []).append(entry.recipients[0].partition("@")[0])
    assert all(len(names) == 1 for names in arrived.values())
    assert len(arrived) == len(owed)
    by_rung = {}
    for alert in owed:
        (name,) = next(names for key, names in arrived.items() if str(alert.pk) in key)
        by_rung.setdefault(alert.seq, []).append(name)
    return [" ".join(sorted(names)) for names in by_rung.values()]


def test_four_rungs_reach_the_mailboxes_of_exactly_those_whom_the_table_names_once(team, tmp_path, settings):
    case = team.open_case(at=MOMENT)
    climbs(team, team.ana, case)
    with standing_sink(tmp_path, settings) as mailbox:
        assert mailed(case, mailbox) == [
            "carl dan eve tom",
            "carl cora dan eve max tom",
            "carl dan max sven tom vera",  # Eve took the call
            "carl dan max sven tom vera",
        ]


def test_the_same_story_of_the_customer_of_emea_alone_reaches_nobody_outside(team, tmp_path, settings):
    rita = team.restricted("emea")
    case = team.open_case(by=rita, at=MOMENT)
    climbs(team, rita, case)
    with standing_sink(tmp_path, settings) as mailbox:
        assert mailed(case, mailbox) == ["dan eve", "cora dan eve", "dan", "dan"]
        assert {entry.subject for entry in mailbox.entries()} == {case.number}


def test_what_is_settled_before_it_is_sent_is_not_sent_and_the_row_says_why(team, tmp_path, settings):
    case = team.open_case(at=MOMENT)
    seq = escalates(team.ned, case, 2, at="Mon 10:00")
    late = alerts(case)[0]
    answers(team.dan, case, seq, at="Mon 10:10")
    is_comfortable(team.ana, case, seq, at="Mon 10:20")
    with standing_sink(tmp_path, settings) as mailbox, as_role("sundial_worker"):
        deliver(alert=str(late.pk))
        assert mailbox.entries() == []
    assert delivery_of(late).state == DeliveryState.NOT_NEEDED
