"""Plans that are kept: what a page asks each time alike is planned once, whatever PostgreSQL hopes of its values."""

from django.db import connection

from sundial.models.asked_once import once


def keep_plans() -> None:
    """Let no statement be planned anew until this transaction ends; for pages whose values choose no other plan.

    Row security makes a statement twice as dear to plan, and it is planned each time where the values of the day seem
    to promise a little: on the board that was half of what the wall cost, and on a case a third.
    """
    once("plans are kept", _keep)


def _keep() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    return True
