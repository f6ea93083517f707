"""Warnings of old names: a line of the command, once, and nothing else is touched."""

import warnings

import pytest

from mesa_mosul.parameters.errors import RenamedWarning, warn_renamed, warnings_as_lines


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
