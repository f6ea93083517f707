"""Worlds at the edge: nobody, one man, a side that is gone at once, no river, one day."""

import csv
import dataclasses
import datetime
import shutil

import numpy as np
import pytest
from terminal import call_mosul

import mesa_mosul as mm
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.tables import find_seeds_folder

FIRST_TICK = """"fire.area_rate" = 5e-3
"fire.aimed_rate" = 1.0"""
LABORATORIES = {
    "nobody": ("duel", '"duel.blue" = 0\n"duel.red" = 0', (0, 0)),
    "no attackers": ("duel", '"duel.blue" = 0', (0, 50)),
    "no defenders": ("duel", '"duel.red" = 0', (100, 0)),
    "defenders gone on the first tick": (
        "ambush",
        f'{FIRST_TICK}\n"ambush.blue" = 10000',
        (10000, 0),
    ),
}
"""Scenarios, what they set, and who is left."""


def write_scenario(folder, base, settings):
    path = folder / "edge.toml"
    path.write_text(f'extends = "{base}"\n[parameters]\n{settings}\n')
    return path


@pytest.mark.parametrize("name", LABORATORIES)
def test_a_fight_that_is_over_before_it_begins_is_a_result(tmp_path, name):
    base, settings, left = LABORATORIES[name]
    run = mm.run(write_scenario(tmp_path, base, settings), seed=1, days=5)
    last = run.daily.iloc[-1]
    assert (last["iraqi_strength"], last["isis_strength"]) == left
    assert len(run.daily) == 1
    assert np.isfinite(run.daily.select_dtypes("number").to_numpy()).all()


def test_of_two_men_who_cannot_miss_one_is_left_at_most(tmp_path):
    settings = f'"duel.blue" = 1\n"duel.red" = 1\n{FIRST_TICK}'
    run = mm.run(write_scenario(tmp_path, "duel", settings), seed=1, days=5)
    left = run.daily[["iraqi_strength", "isis_strength"]].iloc[-1]
    assert left.min() == 0
    assert left.max() <= 1
    assert len(run.daily) == 1


def test_a_fight_of_nobody_is_told_and_drawn(tmp_path):
    path = write_scenario(tmp_path, *LABORATORIES["nobody"][:2])
    done = call_mosul("run", path.name, "--out", "nobody", at=tmp_path)
    assert done.returncode == 0
    assert "No casualties: Iraqi forces (0), ISIS (0)" in done.stdout
    assert "own tables" not in done.stdout
    assert (tmp_path / "nobody" / "map.png").is_file()


def test_a_scenario_of_one_day_and_the_last_day_of_all_are_fought():
    reported = scenario("reported")
    day = datetime.timedelta(days=1)
    for start in (reported.start, datetime.date(2026, 12, 30)):
        short = dataclasses.replace(reported, start=start, end=start + day)
        assert len(mm.run(short, seed=1).daily) == 1


def change_table(seeds, name, change):
    path = seeds / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *change(head, rows)])


def without(column, value):
    return lambda head, rows: [row for row in rows if row[head.index(column)] != value]


def in_the_west(head, rows):
    """Move a river beyond the western edge of the city."""
    at = head.index("lon")
    return [[*row[:at], "42.75", *row[at + 1 :]] for row in rows]


TABLES = {
    "nobody in ISIS": ("forces", without("force", "isis"), "no formation has any 'isis'"),
    "nobody": ("forces", lambda head, rows: [], "forces.csv has no rows"),
    "no river": ("river", lambda head, rows: [], "river.csv has no rows"),
    "a river elsewhere": ("river", in_the_west, "river.csv"),
    "one neighbourhood": (
        "neighbourhoods",
        lambda head, rows: rows[:1],
        "not in neighbourhoods",
    ),
    "no axis": ("axes_of_advance", lambda head, rows: [], "axes_of_advance.csv has no rows"),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_leave_nothing_to_fight_with_are_refused_in_a_line(tmp_path, name):
    table, change, words = TABLES[name]
    seeds = shutil.copytree(find_seeds_folder(), tmp_path / "seeds")
    change_table(seeds, table, change)
    done = call_mosul("run", "reported", "--seeds", "seeds", "--quiet", at=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("parts", ["battalion", "decision_group"])
def test_more_men_than_have_ids_are_refused(tmp_path, parts):
    few = {"battalion": 100, "decision_group": 1}[parts]
    sizes = ("--set", "duel.blue=1000000", "--set", f"resolution.men_per_{parts}={few}")
    words = ("run", "duel", "--quiet", *sizes)
    done = call_mosul(*words, at=tmp_path)
    assert done.returncode == 2
    assert "can be told apart: set fewer men, or larger" in done.stderr
