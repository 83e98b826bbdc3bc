"""Stretches of time, from an instant until before another (UTC): joined, in common, and what is left of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple


class Stretch(NamedTuple):
    """The time from `since` until before `until`, both in UTC."""

    since: datetime
    until: datetime


def joined(stretches: Iterable[tuple[datetime, datetime]]) -> tuple[Stretch, ...]:
    """Return stretches in order, those that overlap or touch as one, and without those that have no length."""
    found: list[Stretch] = []
    for since, until in sorted(stretches):
        if since >= until:
            continue
        if found and since <= found[-1].until:
            found[-1] = Stretch(found[-1].since, max(found[-1].until, until))
        else:
            found.append(Stretch(since, until))
    return tuple(found)


def common(some: Iterable[Stretch], others: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield what lies in both of two series, each as `joined` returns it, in order."""
    left, right = iter(some), iter(others)
    one, other = next(left, None), next(right, None)
    while one and other:
        since, until = max(one.since, other.since), min(one.until, other.until)
        if since < until:
            yield Stretch(since, until)
        if one.until <= other.until:
            one = next(left, None)
        else:
            other = next(right, None)


def less(some: Iterable[Stretch], others: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield what lies in the first of two series and not in the second, each as `joined` returns it, in order."""
    taken = list(others)
    at = 0
    for since, until in some:
        while at < len(taken) and taken[at].until <= since:
            at += 1
        start, following = since, at
        while following < len(taken) and taken[following].since < until:
            if start < taken[following].since:
                yield Stretch(start, taken[following].since)
            start = taken[following].until
            following += 1
        if start < until:
            yield Stretch(start, until)
