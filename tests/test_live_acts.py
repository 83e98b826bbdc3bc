"""What is done about an alert is news to the open pages of the staff inside, though no fact is recorded (O8.6)."""

from sundial.commands.pages import ring
from sundial.models import AlertAct, database_now
from tests.serving import until
from tests.test_live import cast, opens, rita, settle, site

__all__ = ["cast", "rita", "site"]


def test_that_somebody_has_an_alert_is_told_to_the_staff_inside_and_to_nobody_else(site, cast, rita):
    """O8.6: a page on which it stands who has it follows; no fact is recorded by it."""
    hidden = opens(site, rita)
    settle(site)

    def is_had():
        AlertAct.objects.create(case=hidden, seq=1, kind="breached", nth=1, deed="silence", at=database_now())
        ring()

    with (
        site.visit(cast.eve).listens(f"?case={hidden.number}") as page,
        site.visit(cast.ned).listens() as inside,
        site.visit(cast.amy).listens() as outside,
        site.visit(rita).listens() as customer,
    ):
        settle(site)
        site.desk.ask(is_had)
        until(lambda: page.events and inside.events)
        settle(site)
        assert (page.events, inside.events, outside.events, customer.events) == (["live"], ["live"], [], [])
