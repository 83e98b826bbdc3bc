"""A wall that closes, as tests play it: a customer who can be restricted, what is outside, who asks and who closes."""

import re
from contextlib import contextmanager
from datetime import time

from sundial.commands.handover import Packet, offer_handover
from sundial.commands.moving_walls import Successors, ask_restriction, close_wall
from sundial.commands.resources import ask_group, take_request
from sundial.commands.rota_patterns import NewPattern, begin_pattern
from sundial.commands.wall_check import check_wall
from sundial.models import CLOCKWORK, Case, Organization, Person, viewing
from sundial.protocol.rota import Duty
from tests.database import as_role, run

MONDAY = "Mon 2026-03-02"


def restrictable(cast):
    """Put Acme on Platinum, let EMEA have all that a restriction needs and Rex of the Americas be TAM; return Acme."""
    cast.entitle(cast.acme, "platinum")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(role="director")
        cast.rex = cast._staff("Rex", "tam", "americas")
        cast.eng = cast._staff("Eng", "working-groups", "americas")
        Person.objects.filter(pk=cast.eng.person.pk).update(group="engineering")
        Organization.objects.filter(pk=cast.acme.pk).update(tam=cast.rex.person)
    new = NewPattern("emea", "UTC", Duty.SHIFT, tuple(range(7)), time(0), time(0), cast.at(f"{MONDAY} 00:00").date(),
                     None, ((cast.eve.person,),))  # fmt: skip
    with viewing(cast.dan.person):
        begin_pattern(new, by=cast.dan.person, now=cast.at("Mon 00:00"))
    return cast.acme


def with_work_outside(cast):
    """Open three cases: Amy owns two, one is offered to the Americas and asks their Engineering."""
    cases = [cast.opens(cast.ana, at=f"{MONDAY} 09:0{n}", subject=f"Case {n}") for n in range(3)]
    cast.amy.takes(cases[0], at="Mon 09:10")
    cast.amy.takes(cases[1], at="Mon 09:11")
    cast.eve.takes(cases[2], at="Mon 09:12")
    packet = Packet(region="americas", due_at=cast.at("Mon 12:00"), text="All of it.")
    cast.eve._acts(offer_handover, cases[2], "Mon 09:13", packet=packet)
    asked = cast.eve._acts(ask_group, cases[2], "Mon 09:14", group="engineering", due_at=cast.at("Mon 15:00"), text="?")
    with viewing(cast.eng.person):
        take_request(cases[2], asked.facts[0].seq, by=cast.eng.person, now=cast.at("Mon 09:15"))
    return cases


def asks(player, customer, *regions, at="Mon 10:00"):
    with viewing(player.person):
        ask_restriction(customer, regions, by=player.person, now=player.at(at), why="Their auditor asks for it.")


def closes(player, customer, owners=None, team=None, at="Mon 10:05"):
    looked(customer, player.at(at))
    with viewing(player.person):
        close_wall(customer, Successors(owners or {}, team or {}), by=player.person, now=player.at(at))


@contextmanager
def asks_for_jobs(name):
    """See that a job of this name is asked for in the block."""
    with as_role("postgres"):
        before = run("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [name])
    yield
    with as_role("postgres"):
        assert run("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [name]) > before


def looked(customer, now):
    """Let the worker look whether what is asked for stands, as it does when the page is read."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return check_wall(customer.pk, now=now)


def kept(case):
    """Return a case as it is, whoever may see it."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return Case.objects.select_related("owner", "organization").get(pk=case.pk)


def read_seen(html):
    """Return which request the page of a restriction shows."""
    return re.search(r'name="seen" value="([^"]+)"', html).group(1)
