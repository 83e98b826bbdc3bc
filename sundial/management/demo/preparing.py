"""What stands before the demo's first case: its people, their shift plan, and the restrictions that hold."""

from datetime import datetime

from sundial.commands.restrictions import put_in_force
from sundial.commands.wall_check import check_wall
from sundial.management.demo.cast import make_cast
from sundial.management.demo.moments import Moments
from sundial.management.demo.rota import change_rota, plan_rota
from sundial.models import Organization, Person

BY = "sorin"  # who puts restrictions in force


def prepare(moments: Moments, planned: datetime, began: datetime) -> dict[str, Person]:
    """Enter everybody and plan the shifts at an instant, put the restrictions in force at a later one; return all.

    A restriction is put in force while the plan stands; what was changed in the plan since, opens a hole in it.
    """
    people = make_cast(moments.now, planned)
    plan_rota(people, moments, planned)
    for customer in Organization.objects.filter(asked_at__isnull=False):
        check_wall(customer.pk, now=began)
        put_in_force(customer, by=people[BY], now=began)
    change_rota(people, moments)
    return people
