"""The bar says how much is done, how fast, and for how long yet, and only to somebody who looks."""

import io

from sundial.management.progress import Bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


def bar(out, whole=1_000):
    now = iter(range(0, 10_000, 10))
    return Bar(out, whole, "cases", clock=lambda: float(next(now)))


def test_it_tells_the_rate_and_the_time_left():
    out = Terminal()
    one = bar(out)  # every look at the clock is ten seconds later
    one.add(250)
    one.add(250)

    last = out.getvalue().split("\r")[-1]
    assert last.startswith("[############            ]  50% 500 cases, 8/s, 1:00 left")


def test_at_the_end_the_line_is_free():
    out = Terminal()
    one = bar(out)
    one.add(1_000)
    assert "100% 1,000 cases" in str(one)
    assert "left" not in str(one)
    one.end()
    assert out.getvalue().endswith("\r\x1b[K")


def test_where_nobody_looks_nothing_is_drawn():
    out = io.StringIO()
    one = bar(out)
    one.add(500)
    one.end()
    assert out.getvalue() == ""


def test_nothing_to_do_is_done():
    assert "100% 0 cases" in str(bar(Terminal(), whole=0))
