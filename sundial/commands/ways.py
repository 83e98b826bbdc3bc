"""Protocol 08, delivery: a person's ways, and those of a role in a region, are made, tried and ended (O8.6)."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from sundial.commands.errors import NotStaff, Refused
from sundial.commands.later import later
from sundial.commands.rota_ground import colleague_of, is_of_staff
from sundial.models import Person, Way, WayAddress, WayKind, WayTrial, protocol_in_force
from sundial.outside import egress
from sundial.outside.not_sent import NotSent
from sundial.outside.webhook import new_secret
from sundial.protocol.on_duty import may_plan
from sundial.protocol.staffing import roles_of_people

MOST = 10  # ways of one person, or of one role in a region
LONGEST = {"name": 60, "address": 600}
ADDRESS = re.compile(r"([a-z][a-z0-9]{1,19})://[!-~]+")
BREATH = timedelta(seconds=5)  # between two tests of one way
TITLES = {
    "slack": "Slack", "workflows": "Microsoft Teams", "discord": "Discord", "gchat": "Google Chat", "wxteams": "Webex",
    "rockets": "Rocket.Chat", "mmosts": "Mattermost", "zulip": "Zulip", "tgram": "Telegram", "pagerduty": "PagerDuty",
    "opsgenie": "Opsgenie", "pagertree": "PagerTree", "squadcast": "Squadcast", "splunk": "Splunk On-Call",
    "spike": "Spike.sh", "signl4": "SIGNL4", "pover": "Pushover", "ntfys": "ntfy", "gotifys": "Gotify",
    "twilio": "SMS (Twilio)", "vonage": "SMS (Vonage)", "sinch": "SMS (Sinch)", "plivo": "SMS (Plivo)",
    "clicksend": "SMS (ClickSend)", "msg91": "SMS (MSG91)", "webhook": "webhook",
}  # fmt: skip


class WayRefused(Refused):
    """A way cannot be like this; `field` names what is wrong, "" for all of it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewWay:
    """A way as it is asked for: one's own, or with a role that of the role in one's region."""

    kind: str
    name: str
    address: str = field(repr=False)
    role: str = ""


def make_way(new: NewWay, *, by: Person, now: datetime) -> tuple[Way, str]:
    """Make a way, and return it with the secret of a webhook, which is shown this once; "" for a service.

    Raises NotStaff, WayRefused.
    """
    if not is_of_staff(by):
        raise NotStaff
    region = _region_of(new.role, by, now) if new.role else ""
    scheme, shown = _looked_at(new)
    owner = {"role": new.role, "region": region} if new.role else {"person": by}
    if Way.objects.live().filter(**owner).count() >= MOST:
        raise WayRefused("", f"There are {MOST} ways already. End one first.")
    secret = new_secret() if new.kind == WayKind.WEBHOOK else ""
    with transaction.atomic():
        way = Way.objects.create(
            **owner, kind=new.kind, name=new.name, scheme=scheme, shown=shown, made_by=by, made_at=now
        )
        WayAddress.objects.create(way=way, address=new.address, secret=secret)
    return way, secret


def end_way(way: Way, *, by: Person, now: datetime) -> None:
    """End a way: nothing is sent by it any more, not even what is on its way. Raises WayRefused."""
    if not may_change(way, by):
        raise WayRefused("", "This way is not yours to end.")
    Way.objects.live().filter(pk=way.pk).update(ended_by=by, ended_at=now)


def try_way(way: Way | None, *, by: Person, now: datetime) -> WayTrial:
    """Ask for a test by a way, or by mail to oneself. Raises WayRefused."""
    if way is not None and (way.ended_at or not may_change(way, by)):
        raise WayRefused("", "This way is not yours to try.")
    if WayTrial.objects.filter(way=way, by=by, at__gt=now - BREATH).exists():
        raise WayRefused("", "A test was sent just now. Wait a moment for what comes of it.")
    with transaction.atomic():
        trial = WayTrial.objects.create(way=way, by=by, at=now)
        later("try_way", trial=str(trial.pk))
    return trial


def may_change(way: Way, by: Person) -> bool:
    """Whether somebody makes, tries and ends a way: their own, or as a manager one of a role in their region."""
    return way.person_id == by.pk or (bool(way.region) and manages(by, way.region))


def manages(person: Person, region: str) -> bool:
    """Whether somebody manages a region, and with it the ways of its roles."""
    return person.region == region != "" and may_plan(colleague_of(person), region)


def called(scheme: str) -> str:
    """Return what a service is called by people."""
    return TITLES.get(scheme, scheme)


def _region_of(role: str, by: Person, now: datetime) -> str:
    if not manages(by, by.region):
        raise WayRefused("role", "Only the managers of a region make ways of its roles.")
    if role not in roles_of_people(protocol_in_force(now)):
        raise WayRefused("role", "The protocol has no such role.")
    return by.region


def _looked_at(new: NewWay) -> tuple[str, str]:
    """Return the scheme of a way, and its address as it may be read. Raises WayRefused."""
    for name, longest in LONGEST.items():
        if not 0 < len(getattr(new, name)) <= longest:
            raise WayRefused(name, f"Give the {name} in 1 to {longest} characters.")
    if new.kind == WayKind.WEBHOOK:
        return "webhook", _webhook(new.address)
    found = ADDRESS.fullmatch(new.address)
    if new.kind != WayKind.SERVICE or found is None:
        raise WayRefused("address", "Write the address as its service has it, for example slack://…")
    if found[1] not in settings.WAY_SCHEMES:
        allowed = ", ".join(sorted(settings.WAY_SCHEMES))
        raise WayRefused("address", f"Services of the kind “{found[1]}” are not allowed here. Allowed are: {allowed}.")
    return found[1], f"{found[1]}://…"


def _webhook(address: str) -> str:
    try:
        url, host, _, _ = egress.may_lead_out(address, egress.Rules())
    except NotSent as problem:
        text = str(problem)
        raise WayRefused("address", f"{text[:1].upper()}{text[1:]}.") from problem
    return f"{url.scheme}://{host}/…"
