"""Warnings of old names: a line of the command, once, and nothing else is touched."""

import math
import warnings

import numpy as np
import pytest

from mesa_mosul.parameters.errors import (
    LONGEST_MESSAGE,
    MosulError,
    RenamedWarning,
    shorten,
    to_integer,
    warn_renamed,
    warnings_as_lines,
)


def test_a_command_prints_a_warning_as_one_line_without_a_path(capsys):
    with warnings_as_lines():
        warn_renamed("us.guns", "coalition.artillery_pieces")
    message = "mosul: 'us.guns' is called 'coalition.artillery_pieces' since version 0.2\n"
    assert capsys.readouterr().err == message


def test_a_command_prints_the_same_warning_once(capsys):
    with warnings_as_lines():
        for _ in range(3):
            warn_renamed("us.guns", "coalition.artillery_pieces")
    assert capsys.readouterr().err.count("\n") == 1


def test_other_warnings_are_shown_as_before(capsys):
    with pytest.warns(UserWarning, match="of another kind"), warnings_as_lines():
        warnings.warn("of another kind", UserWarning, stacklevel=1)
    assert "mosul:" not in capsys.readouterr().err


def test_a_command_leaves_the_warnings_of_python_as_they_were():
    with warnings_as_lines():
        pass
    with pytest.warns(RenamedWarning):
        warn_renamed("us.guns", "coalition.artillery_pieces")


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3)])
def test_a_whole_number_of_any_type_is_an_integer(value):
    assert to_integer(value) == 3


@pytest.mark.parametrize(
    "value", ["3", b"3", True, None, 3.5, math.nan, math.inf, [3], 3 + 0j, np.arange(2)]
)
def test_what_is_no_whole_number_is_no_integer(value):
    assert to_integer(value) is None


def test_a_mistaken_value_is_repeated_in_short():
    assert shorten("x") == "x"
    assert len(shorten(10**400)) < 50
    assert len(shorten(10**5000)) < 50


def test_a_message_is_one_line_that_a_terminal_can_show_and_keeps_both_its_ends():
    message = str(MosulError("mine.toml: '" + "x\x1b[0m\n" * 1000 + "' takes a number"))
    assert message.isprintable()
    assert len(message) <= LONGEST_MESSAGE
    assert message.startswith("mine.toml: 'x\\x1b")
    assert message.endswith("takes a number")
