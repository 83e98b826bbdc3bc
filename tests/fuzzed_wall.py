"""The wall under random questions (S02): whoever is outside is answered alike with the hidden customer and without.

Each round makes a world in a transaction, asks by SQL as `sundial_web`, through the ORM and at every URL, takes the
hidden customer out, and asks the same again. An answer that differs, or that holds a canary, is a leak.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from tests.database import as_role, run
from tests.fuzzed_doors import Doors, drawn
from tests.fuzzed_sql import Asker
from tests.hidden_world import CANARY, World, forget, make_world

BAD_VALUE = re.compile(r'(?:^|\n\S*) (22\w{3}) [^"]*(?:"(.*)")?')  # an answer ends with: an error of SQL, and a value
AT_ONCE = 250  # statements that are sent together
ROUND = 5_000  # of these by SQL all but so many:
BY_ORM, BY_URL = 300, 200
ASKS = """
CREATE FUNCTION fuzz.asks(viewer text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    one record; said text := ''; code text; message text; detail text; hint text; found bigint;
BEGIN
    PERFORM set_config('sundial.viewer', viewer, true);
    BEGIN
        IF query ^@ '/* crosses */' THEN
            EXECUTE query;
            GET DIAGNOSTICS found = ROW_COUNT;
            said := CASE WHEN found > 0 THEN 'CANARY: rows that crossed: ' || found ELSE '' END;
        ELSE
            FOR one IN EXECUTE query LOOP said := said || E'\\n' || one::text; END LOOP;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'UNDO0';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
            hint = PG_EXCEPTION_HINT;
        IF code <> 'UNDO0' THEN said := concat_ws(' ', said, code, message, detail, hint); END IF;
    END;
    RETURN said;
END $$;
GRANT USAGE ON SCHEMA fuzz TO PUBLIC;
"""
STANDS_STILL = (
    "CREATE FUNCTION fuzz.statement_timestamp() RETURNS timestamptz STABLE RETURN timestamptz '2026-03-02 16:30+00'"
)


@dataclass(frozen=True, slots=True)
class Leak:
    """What somebody outside was told: how to ask it again, and the answers with the customer and without."""

    seed: int
    who: str
    asked: str
    told: str
    else_told: str

    def __str__(self) -> str:
        told = f"  with: {self.told[:600]}\n  without: {self.else_told[:600]}"
        return f"seed {self.seed}: {self.who} asks {self.asked}\n{told}"


class Fuzz:
    """So many random questions to one world, from one seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.doors = Doors(world, Random(seed))
        self.asker = Asker(Random(seed), world.ids)
        self.statements: list[tuple[str, str]] = []

    def makes_up(self, count: int) -> list[tuple[str, str]]:
        """Make up so many statements, each with who asks it."""
        random = Random(self.seed)
        names = sorted(self.world.outsiders)
        self.statements = [(random.choice(names), self.asker.next()) for _ in range(count)]
        return self.statements

    def by_sql(self) -> Iterator[tuple[str, str, str]]:
        """Ask every statement; yield who asked what, and the answer."""
        for start in range(0, len(self.statements), AT_ONCE):
            some = self.statements[start : start + AT_ONCE]
            viewers, queries = [self.world.outsiders[who] for who, _ in some], [query for _, query in some]
            told = run("SELECT fuzz.asks(v, q) FROM unnest(%s::text[], %s::text[]) AS a (v, q)", [viewers, queries])
            yield from ((who, query, answer) for (who, query), (answer,) in zip(some, told, strict=True))

    def by_orm(self, count: int) -> Iterator[tuple[str, str, str]]:
        """Ask the models."""
        for seed in drawn(Random(self.seed), count):
            self.doors.random = Random(seed)
            who = self.doors.random.choice(sorted(self.world.outsiders))
            yield who, f"the ORM, {seed}", self.doors.answered(who)

    def by_url(self, count: int) -> Iterator[tuple[str, str, str]]:
        """Go to pages."""
        for seed in drawn(Random(self.seed), count):
            self.doors.random = Random(seed)
            visit = self.doors.visit()
            yield visit[0], f"{'POST' if visit[2] else 'GET'} {visit[1]} {visit[2] or ''}", self.doors.shown(visit)

    def answers(self, orm: int, url: int) -> list[tuple[str, str, str]]:
        """Ask everything, once."""
        return [*self.by_sql(), *self.by_orm(orm), *self.by_url(url)]

    def leaks(self, told: list[tuple[str, str, str]], without: list[tuple[str, str, str]]) -> Iterator[Leak]:
        """Yield what differs, and what holds a canary that was not in the question."""
        for (who, asked, answer), (_, _, other) in zip(told, without, strict=True):
            plan = asked.startswith("EXPLAIN")  # how a plan is chosen tells of volumes: SECURITY.md says so
            if (self.differ(answer, other) and not plan) or (CANARY in answer and CANARY not in asked):
                yield Leak(self.seed, who, asked, answer, other)

    def differ(self, one: str, other: str) -> bool:
        """Say whether two answers hold other rows, whatever their order.

        Which row's value is cast first, and with an empty table beside it whether any is, is the plan's choice: an
        error that quotes a value differs where that value is a hidden row's.
        """
        if one == other:
            return False
        failed, failed_too = BAD_VALUE.search(one), BAD_VALUE.search(other)
        if failed and (failed[2] or (failed_too and failed[1] == failed_too[1])):
            return failed[2] in self.world.values
        if failed_too and not failed:  # without the hidden rows another row comes first, and it is one that is seen
            return failed_too[2] in self.world.values
        return sorted(one.splitlines()) != sorted(other.splitlines())


@contextmanager
def asking() -> Iterator[None]:
    """Let statements be asked together, while time stands still."""
    with as_role("postgres"):
        run("CREATE SCHEMA fuzz")
        run(ASKS)
        run(STANDS_STILL)
    run("SET LOCAL search_path = fuzz, pg_catalog, public")
    yield


def round_of(seed: int, count: int = ROUND) -> list[Leak]:
    """Ask so many questions of a new world, with the hidden customer and without; return what leaked.

    It runs as `sundial_web` inside a transaction, whose maker rolls it back.
    """
    world = make_world()
    with asking():
        fuzz = Fuzz(world, seed)
        fuzz.makes_up(count - BY_ORM - BY_URL)
        told = fuzz.answers(BY_ORM, BY_URL)
        forget(world.customer)
        return list(fuzz.leaks(told, fuzz.answers(BY_ORM, BY_URL)))
