"""Prove that what every page counts of the cases is what there is, behind each wall (O2.7)."""

from collections.abc import Iterator

from sundial.models.fetch import fetch

OTHERWISE = """
    SELECT key, regions::text[], sum(there), sum(kept) FROM (
        SELECT s.key, s.organization_id, c.regions, 1 AS there, 0 AS kept FROM support_case c, sundial_summed(c) s
        UNION ALL SELECT key, organization_id, regions, 0, n FROM case_sum
    ) AS counted
    GROUP BY key, organization_id, regions HAVING sum(there) <> sum(kept) ORDER BY key, regions
"""


def missummed() -> Iterator[tuple[str, str]]:
    """Yield each sum that is kept otherwise than the cases say: its name, and what is wrong.

    It is for the desk's own hands, who see every case.
    """
    for key, regions, there, kept in fetch(OTHERWISE):
        within = f" within {' and '.join(regions)}" if regions else ""
        yield f"the sum {key!r}{within}", f"{kept} is kept, and there are {there}"
