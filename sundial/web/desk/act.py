"""One thing that can be done to a case on a page of its own: what the menu "More" lists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the menu: its title, its page, one line on what it does, its key ("" for none)."""

    title: str
    url: str
    says: str = ""
    key: str = ""
