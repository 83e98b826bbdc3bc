"""What waits for a digest is gathered into one letter to each person whose time has come (issue 5, storms).

`Delivery.state` "in digest" with `send_at` is all that anybody writes who wants one: a storm (`commands/storms.py`), or
somebody who has chosen set times (`commands/quieting.set_time_of`). The row says when; late or twice does no harm.
"""

from datetime import datetime

from sundial.commands.later import later_many
from sundial.models.fetch import fetch
from sundial.protocol.digests import WAIT

ALONE = "SELECT pg_try_advisory_xact_lock(%s)"
GATHERS = 0x5D1A_D16E  # the lock of whoever gathers; whoever comes meanwhile has nothing to do
GATHER = """
    WITH waiting AS (
        SELECT d.id, a.person_id, d.send_at FROM delivery d JOIN alert a ON a.id = d.alert_id
        WHERE d.state = 'in digest' AND d.digest_id IS NULL AND d.send_at <= %(soon)s
    ), leaves AS (
        SELECT person_id, max(send_at) FILTER (WHERE send_at <= %(now)s) AS at FROM waiting
        GROUP BY person_id HAVING min(send_at) <= %(now)s
    ), letter AS (
        INSERT INTO digest (id, person_id, state, attempts, problem, unclear, at)
        SELECT gen_random_uuid(), person_id, 'owed', 0, '', false, %(now)s FROM leaves
        RETURNING id, person_id
    ), gathered AS (
        UPDATE delivery SET digest_id = letter.id, send_at = least(waiting.send_at, leaves.at)
        FROM waiting JOIN letter USING (person_id) JOIN leaves USING (person_id)
        WHERE delivery.id = waiting.id
    )
    SELECT id FROM letter
"""


def gather(now: datetime) -> int:
    """Make a digest of what waits of each person of whose alerts one is to leave by `now`; return how many.

    It takes along what would leave within the next moments, which is of this digest then (`send_at`). In one
    transaction with the asking for its job: what was gathered is sent, and what was not is there to be gathered.
    """
    ((alone,),) = fetch(ALONE, GATHERS)
    rows = fetch(GATHER, now=now, soon=now + WAIT) if alone else []
    later_many("digest", [{"digest": str(digest)} for (digest,) in rows])
    return len(rows)
