"""The log."""

from town import make_clock, open_field

from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.rules.event_log import log_event


def test_a_line_holds_what_was_noted():
    world = open_field(1)
    plain_twin(log_event)(world, make_clock(7), 3, 5, 11, 0.5, 1.5, 2.5)
    event_log = world.event_log
    whole = (
        event_log.tick[0],
        event_log.event_code[0],
        event_log.subject[0],
        event_log.cell[0],
    )
    assert whole == (7, 3, 5, 11)
    assert (event_log.value_1[0], event_log.value_2[0], event_log.value_3[0]) == (0.5, 1.5, 2.5)


def test_lines_stand_one_below_the_other():
    world = open_field(1)
    for number in range(3):
        plain_twin(log_event)(world, make_clock(number), number, 0, 0, 0.0, 0.0, 0.0)
    assert world.event_log.event_code[:3].tolist() == [0, 1, 2]


def test_a_full_log_counts_on_and_forgets_nothing_before():
    world = open_field(1)
    room = world.event_log.tick.size
    for number in range(room + 5):
        plain_twin(log_event)(world, make_clock(number), 1, 0, 0, 0.0, 0.0, 0.0)
    assert world.totals.n_events[0] == room + 5
    assert world.event_log.tick.tolist() == list(range(room))
