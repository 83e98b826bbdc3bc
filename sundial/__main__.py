"""The `sundial` command: Django's management with our settings, under the login that the command needs."""

import os
import sys

ROLE_OF = {  # the others enter as the web
    "run": "owner",
    "migrate": "owner",
    "makemigrations": "owner",
    "clockwork": "worker",
    "worker": "worker",
    "demo": "worker",
    "backtest": "worker",
    "coverage": "worker",
    "enforce": "worker",
    "enrol": "worker",
    "evidence": "worker",
    "causes": "worker",
    "ladder": "worker",
    "mailroom": "worker",
    "password": "worker",
    "protocol": "worker",  # for the cases on which a document is tried
    "verify": "worker",
    "why": "worker",
}


GIVES_WAY = ("worker", "mailroom", "--behind")  # pages and clockwork first where all want one core; its spare too
STEPS = 5  # of priority


def main() -> None:
    """Run one command; what a person must do comes as one sentence, never as a traceback."""
    from sundial.outside.parent import end_with_parent  # noqa: PLC0415
    from sundial.outside.postgres import PostgresError  # noqa: PLC0415
    from sundial.surroundings import SurroundingsError  # noqa: PLC0415

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundial.settings")
    os.environ["SUNDIAL_ROLE"] = os.environ.get("SUNDIAL_ROLE") or ROLE_OF.get(command, "web")
    end_with_parent()
    if any(word.startswith(GIVES_WAY) for word in sys.argv[1:]):
        os.nice(STEPS)
    try:
        execute()
    except (PostgresError, SurroundingsError) as error:
        sys.exit(f"sundial: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read us has read enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def execute() -> None:
    """Hand the command line to Django; a database that is not there is told in a sentence."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    try:
        execute_from_command_line(["sundial", *sys.argv[1:]])
    except OperationalError as error:
        told = str(error).strip().splitlines()[0]
        sys.exit(f"sundial: the database does not answer ({told}). Start it: bin/run, or `sundial database start`.")


if __name__ == "__main__":
    main()
