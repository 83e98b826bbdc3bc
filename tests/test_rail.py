"""The rail puts every promise at its instant, and no word over another."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.web import rail
from sundial.web.lanes import GAP, STEM, Words, seat

HAMBURG = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 12, 14, 8, tzinfo=UTC)  # Thursday, 15:08 in Hamburg
OPEN = [(datetime(2026, 3, day, 8, tzinfo=UTC), datetime(2026, 3, day, 16, tzinfo=UTC)) for day in (11, 12, 13)]


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_a_promise_stands_at_its_share_of_the_window():
    window = rail.Window(NOW - hours(2), NOW + hours(8))
    drawn = rail.draw([rail.Mark(NOW + hours(3), "upd", "due", "18:08")], window, NOW, OPEN, HAMBURG)

    assert drawn.now == "20.00%"
    assert [(dot.x, dot.shape, dot.standing) for dot in drawn.dots] == [("50.00%", "upd", "due")]


def test_daylight_is_the_open_hours_cut_to_the_window():
    window = rail.Window(NOW - hours(2), NOW + hours(8))
    drawn = rail.draw([], window, NOW, OPEN, HAMBURG)

    assert drawn.days == (rail.Bar("0.00%", "38.67%"),)  # to 17:00, 1 h 52 after now


def test_the_warning_ground_runs_up_to_a_due_time_that_is_still_to_come():
    window = rail.Window(NOW, NOW + hours(10))
    soon = rail.Mark(NOW + hours(5), "upd", "soon", warn_at=NOW + hours(4))
    kept = rail.Mark(NOW + hours(2), "upd", "kept", warn_at=NOW + hours(1))

    assert rail.draw([soon, kept], window, NOW, OPEN, HAMBURG).warns == (rail.Bar("40.00%", "10.00%"),)


def test_a_promise_beyond_the_window_leaves_a_chevron_and_a_kept_one_leaves_nothing():
    far, old, broken = NOW + timedelta(days=9), NOW - timedelta(days=9), NOW - timedelta(days=8)
    marks = [rail.Mark(far, "upd", "due"), rail.Mark(old, "resp", "kept"), rail.Mark(broken, "upd", "late")]
    drawn = rail.draw(marks, rail.frame(marks, NOW), NOW, OPEN, HAMBURG)

    assert [(dot.shape, dot.off) for dot in drawn.dots] == [("upd", -1), ("upd", 1)]


def test_what_is_late_is_always_in_the_frame_of_two_days():
    late = rail.Mark(NOW - hours(40), "upd", "late")
    window = rail.frame([late, rail.Mark(NOW + hours(1), "resp", "due")], NOW)

    assert window.holds(late.at)
    assert 0 < window.share(NOW) < 1


def test_midnight_is_named_by_its_day_and_the_hours_are_the_customers():
    window = rail.Window(NOW - hours(4), NOW + hours(20))
    wide = rail.draw([], window, NOW, OPEN, HAMBURG).scales[0]

    assert [text.text for text in wide.days] == ["Fri 13 Mar"]
    assert [text.text for text in wide.hours] == ["12", "18", "20", "22", "04", "06", "08", "10"]  # none under now
    assert wide.now.text == "now 15:08"


def test_the_clocks_going_forward_shortens_the_night_on_the_rail():
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)  # midnight in Hamburg; at 02:00 it is 03:00
    drawn = rail.draw([], rail.Window(start, start + hours(12)), start, [], HAMBURG)
    at_six = next(text for text in drawn.scales[0].hours if text.text == "06")

    assert at_six.x == "41.67%"  # five hours after midnight


def test_every_queue_row_shows_the_same_window_with_now_at_a_sixth():
    assert rail.mini([], NOW, OPEN).now == "16.67%"
    assert rail.axis(NOW, HAMBURG).now.x == "16.67%"
    assert [text.text for text in rail.axis(NOW, HAMBURG).hours] == ["12", "20", "Fri 13", "04", "08"]


def test_of_two_labels_to_the_right_the_earlier_takes_the_upper_lane():
    places = seat([Words(300, "Update due 15:50"), Words(330, "Escalation answer due 16:31")], 780, 200)

    assert [(place.lane, place.side) for place in places] == [(0, 1), (1, 1)]


def test_where_room_is_short_the_weightier_words_stay():
    crowd = [Words(160, "one long label of many words", 1), Words(165, "another long label", 1)]
    crowd += [Words(170, "the next promise", 9), Words(175, "a fourth label of the same", 1)]

    places = seat(crowd, 330, None)

    assert places[2] is not None
    assert None in places


LABELS = st.lists(st.tuples(st.integers(0, 780), st.integers(3, 30), st.sampled_from([1, 4, 64, 256])), max_size=9).map(
    lambda rows: [Words(x, "w" * size, weight) for x, size, weight in sorted(rows)]
)


@given(LABELS, st.sampled_from([330.0, 780.0]), st.integers(0, 330))
def test_no_words_ever_overlap_or_leave_the_strip(words, width, now):
    words = [w for w in words if w.x <= width]
    boxes = []
    for word, place in zip(words, seat(words, width, now), strict=True):
        if place is None:
            continue
        ends = word.x + place.side * STEM, word.x + place.side * (STEM + word.width)
        boxes.append((place.lane, min(ends), max(ends)))
    for i, (lane, low, high) in enumerate(boxes):
        assert 0 <= low < high <= width
        assert not low < now < high
        for other, left, right in boxes[i + 1 :]:
            assert other != lane or high + GAP <= left or right + GAP <= low


@pytest.mark.parametrize("now_share", [0.0, 0.01, 0.99, 1.0])
def test_the_word_now_stays_on_the_strip_at_either_end(now_share):
    window = rail.Window(NOW - hours(10) * now_share, NOW + hours(10) * (1 - now_share))
    anchors = {scale.now.anchor for scale in rail.draw([], window, NOW, OPEN, HAMBURG).scales}

    assert anchors == {"start" if now_share < 0.5 else "end"}
