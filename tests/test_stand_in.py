"""Who hears for a role that nobody holds where it is meant: never nobody, as long as somebody is inside the wall."""

import pytest

from sundial.protocol.stand_in import Colleague, hearers
from sundial.protocol.team import Role, Told

EVE = Colleague("eve", "Eve", "engineer", "emea")
DAN = Colleague("dan", "Dan", "duty-manager", "emea")
DEE = Colleague("dee", "Dee", "duty-manager", "emea")
MAX = Colleague("max", "Max", "duty-manager", "americas")
IDA = Colleague("ida", "Ida", "director", "emea")
PIA = Colleague("pia", "Pia", "director", "apj")
GUS = Colleague("gus", "Gus", "specialist", "emea", "engineering")
GIL = Colleague("gil", "Gil", "specialist", "americas", "engineering")
GROUP = Told(Role.WORKING_GROUP, "", group="engineering")
MANAGER = Told(Role.DUTY_MANAGER, "emea")
OWNER = Told(Role.OWNER, "emea", "eve")


@pytest.mark.parametrize(
    ("told", "staff", "regions", "heard"),
    [
        (OWNER, [EVE, DAN], (), [EVE]),
        (OWNER, [DAN, MAX], (), [DAN]),  # the owner is gone
        (OWNER, [EVE, MAX], ("americas",), [MAX]),  # the owner stands outside
        (MANAGER, [EVE, DAN, DEE, MAX], (), [DAN, DEE]),
        (MANAGER, [EVE, MAX, IDA], (), [MAX]),
        (MANAGER, [EVE, MAX, IDA, PIA], ("emea",), [IDA]),
        (MANAGER, [EVE, PIA], (), [PIA]),
        (MANAGER, [MAX, PIA], ("emea",), []),
        (MANAGER, [EVE], (), []),
        (GROUP, [EVE, DAN, GUS, GIL], (), [GUS, GIL]),
        (GROUP, [EVE, DAN, GUS, GIL], ("emea",), [GUS]),
        (GROUP, [EVE, DAN, GIL], ("emea",), [DAN]),  # nobody of the group stands inside
    ],
)
def test_the_nearest_who_may_hear_does(told, staff, regions, heard):
    assert list(hearers(told, staff, regions)) == heard
