"""The log."""

from town import field, tick

from mesa_mosul.compiled import plain
from mesa_mosul.rules.events import note


def test_a_line_holds_what_was_noted():
    world = field(1)
    plain(note)(world, tick(7), 3, 5, 11, 0.5, 1.5, 2.5)
    log = world.events
    whole = (log.tick[0], log.what[0], log.who[0], log.cell[0])
    assert whole == (7, 3, 5, 11)
    assert (log.one[0], log.two[0], log.three[0]) == (0.5, 1.5, 2.5)


def test_lines_stand_one_below_the_other():
    world = field(1)
    for number in range(3):
        plain(note)(world, tick(number), number, 0, 0, 0.0, 0.0, 0.0)
    assert world.events.what[:3].tolist() == [0, 1, 2]


def test_a_full_log_counts_on_and_forgets_nothing_before():
    world = field(1)
    room = world.events.tick.size
    for number in range(room + 5):
        plain(note)(world, tick(number), 1, 0, 0, 0.0, 0.0, 0.0)
    assert world.counts.events[0] == room + 5
    assert world.events.tick.tolist() == list(range(room))
