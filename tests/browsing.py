"""A browser without a browser: Django's test client, signed in through the wall."""

from django.test import Client

from sundial.models import Person, viewing


def signed_in(person: Person) -> Client:
    """Return a client in which this person has signed in."""
    client = Client()
    with viewing(person):
        client.force_login(person, backend="sundial.web.signin.DoorBackend")
    return client
