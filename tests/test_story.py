"""The product's first promises, told as stories over the real database."""


def test_the_owner_is_warned_once_and_told_of_the_breach_once(cast, tick):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")

    assert tick("Mon 10:39") == []
    assert tick("Mon 10:40") == ["Eve: diagnosis update due 11:10 UTC"]
    assert tick("Mon 11:09") == []
    assert tick("Mon 11:10") == ["Eve, Dan: diagnosis update missed, was due 11:10 UTC"]
    assert tick("Mon 11:11") == []
