"""A desk to which a test tells the time: its database's clock, which is the only one of a desk, goes so much ahead.

Web and worker find a `statement_timestamp` of the test's before PostgreSQL's own; it goes on as that one does.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser.running import RunningDesk, as_superuser

CLOCK = """
create schema told;
create table told.ahead as select interval '{ahead}' as of_it;
create function told.statement_timestamp() returns timestamptz language sql stable
    as 'select pg_catalog.statement_timestamp() + of_it from told.ahead';
grant usage on schema told to public;
grant select on told.ahead to public;
alter role sundial_web set search_path = told, pg_catalog, public;
alter role sundial_worker set search_path = told, pg_catalog, public;
"""
WEEKEND = (5, 6)


def next_weekday(hour: int, minute: int) -> datetime:
    """Return the next instant of a day from Monday to Friday at which a clock in UTC shows this."""
    now = datetime.now(UTC)
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    while at <= now or at.weekday() in WEEKEND:
        at += timedelta(days=1)
    return at


def begin_at(moment: datetime, home: Path) -> None:
    """Let the desk of a home begin at a moment that lies ahead, before its demo is played."""
    as_superuser(home, CLOCK.format(ahead=_said(moment - datetime.now(UTC))))


def goes_on_to(desk: RunningDesk, moment: datetime) -> None:
    """Put the clock of a running desk forward."""
    desk.as_superuser(f"update told.ahead set of_it = interval '{_said(moment - datetime.now(UTC))}'")


def _said(span: timedelta) -> str:
    return f"{span.total_seconds():.0f} seconds"
