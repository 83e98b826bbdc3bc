"""Every cell of O6.1, by plan, severity and promise: due times worked out by hand, in EMEA (Timisoara, 09 to 17).

How they were worked out, by the kind of amount, from the three starts:

- inside hours, Thu 15 Oct 2026 10:00 (summer time, UTC+3). Elapsed: so many hours on, also past 17:00. Business hours:
  seven are left on Thursday, so 12 end Friday at 09:00 + 5. Business days: 10:00 on Friday, Monday, Tuesday (O6.7).
- at night, Sat 24 Oct 2026 23:30; at 04:00 that night the clocks go back to 03:00 (UTC+2). Elapsed: 23:30 is 20:30 UTC,
  so 4 hours end at 00:30 UTC, the first 03:30 of that night, and 8 hours at 04:30 UTC, which is 06:30 in winter time.
  Business hours: they begin Monday 09:00; 8 fit into Monday. Business days: the start rolls forward to Monday 09:00;
  the same time on Tuesday is an opening, so the first ends with the close before it, Monday 17:00 (O6.7).
- over a weekend with a holiday, Fri 27 Nov 2026 16:00 (UTC+2): after the weekend come Saint Andrew's Day (Monday) and
  the National Day (Tuesday), so the office opens again on Wednesday 2 December. Elapsed: 17:00, 18:00, 20:00, midnight.
  Business hours: one is left on Friday. Business days: 16:00 on Wednesday, Thursday, Friday.
"""

from datetime import datetime

import pytest

from sundial.protocol.document import shipped
from sundial.protocol.due import due

STARTS = {
    "inside hours": "2026-10-15T10:00+03:00",
    "at night": "2026-10-24T23:30+03:00",
    "over a weekend with a holiday": "2026-11-27T16:00+02:00",
}
CELLS = """
platinum 1 first-response  | 1 hour           | 2026-10-15T11:00+03:00| 2026-10-25T00:30+03:00| 2026-11-27T17:00+02:00
platinum 1 diagnosis-update| 2 hours          | 2026-10-15T12:00+03:00| 2026-10-25T01:30+03:00| 2026-11-27T18:00+02:00
platinum 1 fix-release     | 2 hours          | 2026-10-15T12:00+03:00| 2026-10-25T01:30+03:00| 2026-11-27T18:00+02:00
platinum 2 first-response  | 1 hour           | 2026-10-15T11:00+03:00| 2026-10-25T00:30+03:00| 2026-11-27T17:00+02:00
platinum 2 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
platinum 2 fix-release     | 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
platinum 3 first-response  | 4 hours          | 2026-10-15T14:00+03:00| 2026-10-25T03:30+03:00| 2026-11-27T20:00+02:00
platinum 3 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
platinum 3 fix-release     | 2 business days  | 2026-10-19T10:00+03:00| 2026-10-27T17:00+02:00| 2026-12-03T16:00+02:00
platinum 4 first-response  | 4 hours          | 2026-10-15T14:00+03:00| 2026-10-25T03:30+03:00| 2026-11-27T20:00+02:00
platinum 4 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
platinum 4 fix-release     | 3 business days  | 2026-10-20T10:00+03:00| 2026-10-28T17:00+02:00| 2026-12-04T16:00+02:00
emerald  1 first-response  | 1 hour           | 2026-10-15T11:00+03:00| 2026-10-25T00:30+03:00| 2026-11-27T17:00+02:00
emerald  1 diagnosis-update| 2 hours          | 2026-10-15T12:00+03:00| 2026-10-25T01:30+03:00| 2026-11-27T18:00+02:00
emerald  1 fix-release     | 2 hours          | 2026-10-15T12:00+03:00| 2026-10-25T01:30+03:00| 2026-11-27T18:00+02:00
emerald  2 first-response  | 1 hour           | 2026-10-15T11:00+03:00| 2026-10-25T00:30+03:00| 2026-11-27T17:00+02:00
emerald  2 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
emerald  2 fix-release     | 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
emerald  3 first-response  | 4 hours          | 2026-10-15T14:00+03:00| 2026-10-25T03:30+03:00| 2026-11-27T20:00+02:00
emerald  3 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
emerald  3 fix-release     | 2 business days  | 2026-10-19T10:00+03:00| 2026-10-27T17:00+02:00| 2026-12-03T16:00+02:00
emerald  4 first-response  | 4 hours          | 2026-10-15T14:00+03:00| 2026-10-25T03:30+03:00| 2026-11-27T20:00+02:00
emerald  4 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
emerald  4 fix-release     | 3 business days  | 2026-10-20T10:00+03:00| 2026-10-28T17:00+02:00| 2026-12-04T16:00+02:00
gold     1 first-response  | 2 business hours | 2026-10-15T12:00+03:00| 2026-10-26T11:00+02:00| 2026-12-02T10:00+02:00
gold     1 diagnosis-update| 8 hours          | 2026-10-15T18:00+03:00| 2026-10-25T06:30+02:00| 2026-11-28T00:00+02:00
gold     1 fix-release     | 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
gold     2 first-response  | 2 hours          | 2026-10-15T12:00+03:00| 2026-10-25T01:30+03:00| 2026-11-27T18:00+02:00
gold     2 diagnosis-update| 8 hours          | 2026-10-15T18:00+03:00| 2026-10-25T06:30+02:00| 2026-11-28T00:00+02:00
gold     2 fix-release     | 2 business days  | 2026-10-19T10:00+03:00| 2026-10-27T17:00+02:00| 2026-12-03T16:00+02:00
gold     3 first-response  | 8 hours          | 2026-10-15T18:00+03:00| 2026-10-25T06:30+02:00| 2026-11-28T00:00+02:00
gold     3 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
gold     3 fix-release     | 2 business days  | 2026-10-19T10:00+03:00| 2026-10-27T17:00+02:00| 2026-12-03T16:00+02:00
gold     4 first-response  | 8 hours          | 2026-10-15T18:00+03:00| 2026-10-25T06:30+02:00| 2026-11-28T00:00+02:00
gold     4 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
gold     4 fix-release     | 3 business days  | 2026-10-20T10:00+03:00| 2026-10-28T17:00+02:00| 2026-12-04T16:00+02:00
silver   1 first-response  | 4 business hours | 2026-10-15T14:00+03:00| 2026-10-26T13:00+02:00| 2026-12-02T12:00+02:00
silver   1 diagnosis-update| 12 business hours| 2026-10-16T14:00+03:00| 2026-10-27T13:00+02:00| 2026-12-03T12:00+02:00
silver   1 fix-release     | 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
silver   2 first-response  | 4 hours          | 2026-10-15T14:00+03:00| 2026-10-25T03:30+03:00| 2026-11-27T20:00+02:00
silver   2 diagnosis-update| 12 business hours| 2026-10-16T14:00+03:00| 2026-10-27T13:00+02:00| 2026-12-03T12:00+02:00
silver   2 fix-release     | 2 business days  | 2026-10-19T10:00+03:00| 2026-10-27T17:00+02:00| 2026-12-03T16:00+02:00
silver   3 first-response  | 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
silver   3 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
silver   3 fix-release     | 2 business days  | 2026-10-19T10:00+03:00| 2026-10-27T17:00+02:00| 2026-12-03T16:00+02:00
silver   4 first-response  | 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
silver   4 diagnosis-update| 1 business day   | 2026-10-16T10:00+03:00| 2026-10-26T17:00+02:00| 2026-12-02T16:00+02:00
silver   4 fix-release     | 3 business days  | 2026-10-20T10:00+03:00| 2026-10-28T17:00+02:00| 2026-12-04T16:00+02:00
"""
ROWS = [[part.strip() for part in row.split("|")] for row in CELLS.strip().splitlines()]


@pytest.mark.parametrize("when", STARTS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_promise_of_the_tables_falls_due_when_a_person_would_say_so(row: list[str], when: str) -> None:
    """O6.1, O6.5, O6.6, O6.7, O6.7b."""
    plan, severity, promise = row[0].split()
    expected = row[2 + list(STARTS).index(when)]

    answer = due(shipped(), plan, int(severity), promise, datetime.fromisoformat(STARTS[when]), ["emea"])

    assert (str(answer.target.amount), answer.due_at) == (row[1], datetime.fromisoformat(expected))
    assert answer.target.section == "06"


def test_the_tables_have_forty_eight_cells_and_each_is_tried() -> None:
    protocol = shipped()
    tried = {row[0] for row in ROWS}

    assert len(tried) == len(ROWS) == 48
    assert len(protocol.plans) * len(protocol.severities) * len(protocol.promises) == 48
