"""O5, O6: whatever happens to a case, the fold and an independent, naive model of docs/promises.md say the same."""

from tests.promises_machine import Promises, as_they_come

TestPromises = Promises.TestCase
TestPromises.settings = as_they_come(max_examples=200, stateful_step_count=50)
