"""Protocol 02, the wall: the desk's own word that a restriction stands, which the worker writes and the web reads.

Ladder and coverage are read out of a document and a shift plan, which PostgreSQL cannot read. So whoever presses is not
taken at their word: nothing comes in force from the web without a check that the worker made lately (O2.7, O8.6). The
check names what it was read off, and once any of that is written anew, a shift given up, say, it holds no more.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sundial.commands.later import later
from sundial.commands.restrictions import missing_for
from sundial.models import Organization, WallCheck
from sundial.models.wall_change import ground_of, is_checked

JOB = "check_wall"
FRESH = timedelta(minutes=5)  # after that a page asks for another, well before the database takes it no more


def is_fresh(customer: Organization) -> bool:
    """Say whether the worker has just found that what is asked for stands."""
    return is_checked(customer.pk, customer.asked_regions, FRESH)


def want_check(customer: Organization) -> None:
    """Ask the worker to look whether what is asked for stands."""
    later(JOB, customer=str(customer.pk))


def check_wall(customer: UUID, *, now: datetime) -> bool:
    """Look, and keep that it stands, or that it does not; say which. For the worker alone."""
    found = Organization.objects.select_for_update(no_key=True).exclude(asked_at=None).filter(pk=customer).first()
    WallCheck.objects.filter(pk=customer).delete()
    ground = ground_of(customer)  # before it is read: what is written meanwhile takes the word back
    if found is None or missing_for(found, found.asked_regions, now):
        return False
    WallCheck.objects.create(organization=found, regions=found.asked_regions, ground=ground)
    return True
