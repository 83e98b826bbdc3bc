"""The state machine of all that can happen to a case: after each step the fold and the naive model say the same."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.attempts import is_tried
from tests.climbing import HAPPENINGS
from tests.happenings import Happening
from tests.naive import rows, watch
from tests.naive_compare import disagreement
from tests.tale import Pick, Tale

DATA = st.data()


def as_they_come(**kept) -> settings:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    phases = [Phase.explicit, Phase.reuse, Phase.generate]  # what differs is made small by `disagreement`
    return settings(deadline=None, suppress_health_check=checks, phases=phases, report_multiple_bugs=False, **kept)


def picking(data) -> Pick:
    return lambda of: data.draw(st.sampled_from(of))


class Promises(RuleBasedStateMachine):
    """A case to which anything may happen. The naive model hears one fact after the other, and at the end all anew."""

    tale: Tale

    @initialize(data=DATA)
    def case_is_opened(self, data) -> None:
        self.tale = Tale(picking(data))

    @rule(data=DATA)
    def clockwork_looks(self, data) -> None:
        self.tale.clockwork_looks(picking(data))

    @rule(data=DATA)
    def something_is_written_down_later(self, data) -> None:
        possible = [one for one in HAPPENINGS.values() if one.when(self.tale)]
        pick = picking(data)
        if possible:
            self.tale.is_written_down_later(pick(possible), pick)

    @rule(data=DATA)
    def something_is_tried(self, data) -> None:
        is_tried(self.tale, picking(data))

    @invariant()
    def both_say_the_same(self) -> None:
        found = disagreement(self.tale.facts, self.tale.case)
        assert not found, found

    def teardown(self) -> None:
        if hasattr(self, "tale"):
            assert rows(watch(self.tale.facts)) == rows(self.tale.case)


def step(happening: Happening) -> Callable:
    def happens(machine: Promises, data) -> None:
        machine.tale.happens(happening, picking(data))

    happens.__name__ = happening.make.__name__
    return precondition(lambda machine: happening.when(machine.tale))(rule(data=DATA)(happens))


for _name, _happening in HAPPENINGS.items():
    setattr(Promises, _name, step(_happening))
