"""Scenarios: a protocol told in stories, each with the clocks that somebody worked out by hand (docs/scenarios.md)."""

from sundial.protocol.scenarios.judging import judge
from sundial.protocol.scenarios.reading import read
from sundial.protocol.scenarios.story import Difference, Expected, Scenario, ScenarioError, Verdict

__all__ = ["Difference", "Expected", "Scenario", "ScenarioError", "Verdict", "judge", "read"]
