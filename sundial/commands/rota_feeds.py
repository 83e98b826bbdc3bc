"""Protocol 02, the rota: leave to read it without signing in, given and ended by each for themselves."""

from datetime import datetime
from uuid import UUID

from sundial.commands.errors import NotStaff
from sundial.commands.rota_ground import RotaRefused, is_of_staff
from sundial.models import Person, RotaFeed, protocol_in_force


def make_feed(region: str, *, by: Person, now: datetime) -> RotaFeed:
    """Let be read one's own shifts (region ""), or those of a region; one each. Raises NotStaff, RotaRefused."""
    if not is_of_staff(by):
        raise NotStaff
    if region and region not in protocol_in_force(now).regions:
        raise RotaRefused("region", "The protocol has no such region.")
    found: RotaFeed = RotaFeed.objects.get_or_create(person=by, region=region, defaults={"at": now})[0]
    return found


def end_feed(feed: UUID, *, by: Person, now: datetime) -> None:
    """End a leave of one's own; its address is no more, and one that is made later has another. Raises RotaRefused."""
    gone, _ = RotaFeed.objects.filter(pk=feed, person=by).delete()
    if not gone:
        raise RotaRefused("feed", "There is no such calendar (any more).")
