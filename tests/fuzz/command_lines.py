"""Command lines: every command of the parser, with values that are right, silly or wild.

The arguments are those that the parser has, so that a new one is tried without a word here.
"""

import argparse
from typing import Any

from hypothesis import strategies as st

from fuzz.wild import dates, mostly, numbers, parameter_names, words
from mesa_mosul.cli.main import make_full_parser
from mesa_mosul.experiments.results_plot_kinds import list_plot_kinds

PLACES = (
    *(
        "results",
        "run",
        "shards",
        "part",
        "file",
        "empty",
        "own.toml",
        "small.toml",
        "saved.npz",
    ),
    *(
        "nowhere",
        "nowhere/below",
        "file/below",
        "loop_a",
        "loop_a/below",
        ".",
        "..",
        "",
        "x" * 300,
    ),
    *("new", "new/below", "new.png", "new.toml", "new.npz", "new.svg", "results/manifest.json"),
    *(
        "observed.csv",
        "/dev/null",
        "/dev/null/below",
        "/proc/none",
        "caf\udce9",
        "a b",
        "-",
        "~",
    ),
    *("seeds", "small.TOML", "new.gif", "cut.npz", "\u202enew", "new\n", "new#?%25", "@file"),
)
VALUES = {
    "SCENARIO": ("reported", "recorded", "duel", "own.toml", "reportd", "campaign"),
    "EXPERIMENT": ("small.toml", "small.toml", "peshmerga", "peshmrga", "own.toml"),
    "N": ("1", "1", "2", "3", "0", "-1", "50", "1.0", "1_0", " 1", "١"),
    "NAME=VALUE": ("isis.fighters=6000", "own.toml", "=", "a=", "isis.fighters==1"),
    "MODULE:FUNCTION@PHASE": ("own:tire@weather", "own:tire@rain", "os:system@weather", "x"),
    "DATE": ("2016-12-12", "2016-12-06"),
    "KIND": list_plot_kinds(),
    "OUTCOME": (
        "km2_city_held",
        "share_city_held",
        "captured",
        "isis_killed",
        "stalled",
        "car",
    ),
    "FACTOR": ("isis.returning_men", "isis__returning_men", "scenario", "point"),
    "CASE": ("0", "500", "isis.returning_men=0"),
    "i/N": ("1/2", "2/2", "3/2", "0/1", "1/", "1/10000000000", "²/³", "1/2/3"),
    "S": ("600", "1", "0", "-1", "1e-300", "1e308", "inf"),
    "MB": ("2000", "1", "0"),
    "TIME": ("04:00:00", "1-12:00:00", "4 h", "1\n2"),
    "SIZE": ("16G", "0G", "1e3"),
    "WORD": ("rain", "killed", "isis"),
    "ID": ("E101", "A102", "R05", "e125a", "E999"),
    "1,3": ("0", "10", "1,,3", "1;3", ","),
    "ADDRESS": ("", "nowhere", "tcp:", "tcp://", "ucx://x", "127.0.0.1:"),
    "COMMAND": ("module load python", "x\ny", "$(id)"),
    "A": ("reported", "recorded", "own.toml"),
    None: ("1", "60", "compiled", "base", "8765", "65536"),
}
"""Values of arguments by what stands for them in the help; those of DIR and FILE are PLACES."""
OPTIONS_IN_TEN = 4
ALL_COMMANDS = next(
    action.choices
    for action in make_full_parser()._actions
    if isinstance(action, argparse._SubParsersAction)
)
wild = words.filter(lambda text: "\0" not in text and "\ud800" not in text) | numbers | dates


def values_of(action: argparse.Action) -> st.SearchStrategy[str]:
    """Return values of an argument."""
    if action.choices:
        choices = st.sampled_from(sorted(map(str, action.choices)))
        return mostly(choices, wild)
    metavar: Any = action.metavar
    metavar = metavar[0] if isinstance(metavar, tuple) else metavar
    if metavar in ("DIR", "FILE", "RESULTS"):
        return st.sampled_from(PLACES) | st.sampled_from(PLACES[:9])
    if metavar == "KEY":
        return mostly(st.sampled_from(("KEY", "KEY", "KEY", "x", "", "0", "f")), wild)
    known = st.sampled_from(VALUES.get(metavar, VALUES[None]))
    if metavar == "NAME=VALUE":
        known |= st.builds(
            "{}={}".format, parameter_names, mostly(st.sampled_from(("1", "0.5")), wild, 4)
        )
    return mostly(known, wild, 8)


@st.composite
def arguments_of(draw: st.DrawFn, parser: argparse.ArgumentParser) -> list[str]:
    """Draw the words after a command."""
    groups: list[list[str]] = []
    for action in parser._actions[1:]:
        if action.option_strings:
            required = 9 if action.required else OPTIONS_IN_TEN
            if draw(st.integers(0, 9)) >= required:
                continue
            count = 2 if action.nargs == 2 else 0 if action.nargs == 0 else 1
            name = action.option_strings[0]
        else:
            count = {None: 1, "?": draw(st.integers(0, 1)), "*": draw(st.integers(0, 2))}[
                action.nargs
            ]
            name = ""
        values = [draw(values_of(action)) for _ in range(count)]
        joined = len(values) == 1 and bool(name) and draw(st.integers(0, 3)) == 0
        groups.append(
            [f"{name}={values[0]}"] if joined else [*([name] if name else []), *values]
        )
    if draw(st.integers(0, 19)) == 19:
        groups.append([draw(wild)])
    if draw(st.integers(0, 19)) == 19 and groups:
        groups.pop()
    return [word for group in draw(st.permutations(groups)) for word in group]


@st.composite
def command_lines(draw: st.DrawFn) -> tuple[str, ...]:
    """Draw a command line."""
    if draw(st.integers(0, 49)) == 49:
        return tuple(
            draw(
                st.lists(mostly(st.sampled_from(("--version", "--help")), wild, 2), max_size=2)
            )
        )
    command = draw(st.sampled_from(sorted(ALL_COMMANDS)))
    return (command, *draw(arguments_of(ALL_COMMANDS[command])))
