"""What `mosul run` makes of its arguments."""

import pytest

from mesa_mosul.cli.arguments import make_parser
from mesa_mosul.cli.run_commands import (
    folder_without_name,
    format_command_line,
    requested_scenario,
)
from mesa_mosul.cli.sweep_arguments import add_sweep_commands
from mesa_mosul.inputs.tables import find_seeds_folder

VARIANTS = (
    (),
    ("--seed", "2"),
    ("--set", "isis.fighters=6000"),
    ("--days", "2"),
    ("--decisions-until", "2016-12-07"),
    ("--seeds", str(find_seeds_folder())),
)


def parse_run(*words):
    return make_parser(add_sweep_commands).parse_args(["run", "reported", *words])


def folder_of(*words):
    args = parse_run(*words)
    return folder_without_name(args, requested_scenario(args), args.seed)


def test_runs_that_differ_have_folders_of_their_own():
    assert len({folder_of(*words) for words in VARIANTS}) == len(VARIANTS)


def test_equal_runs_have_the_same_folder():
    for engine in ("plain", "compiled"):
        assert folder_of("--days", "2", "--engine", engine) == folder_of("--days", "2")


@pytest.mark.parametrize("words", VARIANTS)
def test_the_command_that_is_kept_holds_what_was_typed(words):
    command = format_command_line(parse_run(*words))
    kept = [word.rpartition("/")[2] for word in words]
    assert all(word in command.split() for word in kept)
    assert str(find_seeds_folder()) not in command
