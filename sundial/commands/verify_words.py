"""Prove that cases are found by the words that they hold, and by no others (O2.7)."""

from collections.abc import Mapping
from uuid import UUID

from sundial.models.fetch import fetch

OTHERWISE = """
    WITH heading AS (
        SELECT c.id, c.organization_id, c.regions, c.opened_at, sundial_words(o.name) AS name,
            sundial_words(concat_ws(' ', c.number, c.subject)) || sundial_words(c.product) AS words
        FROM support_case c JOIN organization o ON o.id = c.organization_id WHERE c.id > %s AND c.id <= %s
    ), meant AS (
        SELECT id AS case_id, 0 AS seq, organization_id, regions, true AS public, opened_at AS at,
            words || name AS words
        FROM heading
        UNION ALL
        SELECT f.case_id, f.seq, h.organization_id, h.regions, f.public, f.recorded_at, sundial_words(f.text) || h.name
        FROM fact f JOIN heading h ON h.id = f.case_id WHERE f.text <> ''
    )
    SELECT case_id::text, min(seq)
    FROM meant m FULL JOIN sundial_words_kept(%s, %s) k USING (case_id, seq)
    WHERE (m.organization_id, m.regions, m.public, m.at, strip(m.words))
        IS DISTINCT FROM (k.organization_id, k.regions, k.public, k.at, strip(k.words))
    GROUP BY case_id
"""


def misfound(after: UUID, up_to: UUID) -> Mapping[str, int]:
    """Return the cases of a range of ids whose words are kept otherwise than they stand, with the first fact of it.

    0 is what stands on the case itself. It is for the desk's own hands, who see every case.
    """
    return dict(fetch(OTHERWISE, after, up_to, after, up_to))
