"""The ladder in a few words: somebody of the cast escalates, owns, does the duties, is comfortable or not."""

from sundial.commands.escalating import Wish, do_duty, escalate, own, say_comfort, settle, write_findings
from sundial.models import CLOCKWORK, Escalation, viewing
from sundial.protocol.facts import Duty
from tests.database import as_role


def escalates(player, case, rung, *, at, text="It gets worse.", asked=None, **wish):
    """Take a rung, that was `asked` for at a moment before; return the `seq` of the escalation."""
    wish = Wish(rung=rung, text=text, at=player.at(asked) if asked else None, **wish)
    recorded = player._acts(escalate, case, at, wish=wish)
    return recorded.facts[0].seq


def owns(player, case, escalation, *, at, seen=""):
    return player._acts(own, case, at, escalation=escalation, seen=seen)


def does(player, case, escalation, duty, *, at, text="Done."):
    return player._acts(do_duty, case, at, escalation=escalation, duty=duty, text=text)


def answers(player, case, escalation, *, at):
    """Own it, and do all that is owed."""
    owns(player, case, escalation, at=at)
    for duty in Duty:
        does(player, case, escalation, duty, at=at)


def finds(player, case, escalation, *, at, text="Nobody looked at the log."):
    return player._acts(write_findings, case, at, escalation=escalation, text=text)


def is_comfortable(player, case, escalation, *, at, comfortable=True, text=""):
    return player._acts(say_comfort, case, at, escalation=escalation, comfortable=comfortable, text=text)


def settles(player, case, escalation, *, at, text="They wrote that all is well."):
    return player._acts(settle, case, at, escalation=escalation, text=text)


def rungs(case):
    """Return the rungs that are open, as they are kept: number, point person, whether answered, findings owed."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = Escalation.objects.filter(case=case).order_by("rung").select_related("person")
        return [(one.rung, one.person.name if one.person else "", bool(one.answered_at), one.findings) for one in rows]
