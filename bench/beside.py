"""Somebody works on the desk meanwhile: an answer and a look at the queue each second, until the input ends.

python -m bench.beside NUMBER        (within the home of a bench; each line: seconds since 1970, what, milliseconds)
"""

import sys
import threading
import time
from typing import Any

PAUSE = 1.0  # seconds between two rounds


def main() -> None:
    """Enter as the web, and work as Eve on the case of this number."""
    import django  # noqa: PLC0415

    django.setup()
    from bench.desk import People  # noqa: PLC0415
    from bench.pages import sign_in  # noqa: PLC0415
    from bench.record import enter_as_web, write  # noqa: PLC0415

    people, case = found(People, sys.argv[1])
    enter_as_web()
    eve = sign_in(people)
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    acts = {"answer": lambda: write(people.eve, case), "queue": lambda: eve.get("/desk/?view=open")}
    for act in acts.values():
        act()
    while not over.wait(PAUSE):
        for what, act in acts.items():
            began = time.perf_counter()
            act()
            print(f"{time.time():.3f} {what} {(time.perf_counter() - began) * 1e3:.1f}", flush=True)


def found(people: Any, number: str) -> tuple[Any, Any]:
    """Return the people of the bench, and the id of the case."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.models import CLOCKWORK, Case, Organization, Person, viewing  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        names = (Person.objects.get(name=name) for name in ("Ana", "Eve", "Dan"))
        return people(Organization.objects.get(), *names), Case.objects.get(number=number).pk


if __name__ == "__main__":
    main()
