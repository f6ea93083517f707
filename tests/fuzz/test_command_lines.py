"""Command lines: each ends with code 0, or with code 2, one line and nothing written.

Every command is executed as it is, in a folder with files of all kinds, but for those whose
work takes minutes. Of these the plan is made: `sweep` of a shipped experiment is read and
planned, and of a small one executed in this process; `calibrate`, `bench`, `view` and `verify`
are parsed, and `verify` is refused for checks that there are not. `--pdb` waits for a person.
"""

import itertools
import json
import os
import shutil

import pytest
from hypothesis import example, given
from sweeps import small_experiment, write_experiment_file
from terminal import call_mosul

from fuzz.command_lines import command_lines
from fuzz.sizes import cases_of
from fuzz.verdicts import REFUSED, check_message, judge
from mesa_mosul.cli.argument_types import EXIT_USER_ERROR
from mesa_mosul.cli.main import main, make_full_parser
from mesa_mosul.cli.sweep_commands import EXIT_RUN_FAILED, load_experiment
from mesa_mosul.inputs.tables import find_seeds_folder
from mesa_mosul.parameters.errors import MosulError

PARSED_ALONE = (("bench",), ("calibrate",), ("view",))
MAY_FAIL = ("replay", "status", "retry", "merge", "sweep")
"""Commands that end with code 1 where a run failed or differs."""
OBSERVED = """id,area,measure,share_of,date,low,central,high,confidence,source,note
mine,city,held,area,2016-12-20,,30,,low,,
"""


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A folder with a run, a sweep, shards, a checkpoint, files of a user's, and traps."""
    at = tmp_path_factory.mktemp("stock")
    experiment = small_experiment(days=1, replications=2)
    key = experiment.run(at / "results", workers=0, progress=False).runs["key"][0]
    for number in (1, 2):
        experiment.run(at / "shards", workers=0, progress=False, shard=(number, 2))
    experiment.run(at / "part", workers=0, progress=False, shard=(1, 2))
    write_experiment_file(at, days=1, replications=1)
    (at / "own.toml").write_text('extends = "reported"\n[parameters]\n"isis.fighters" = 6000\n')
    (at / "own.py").write_text("def tire(world, p, clock, state):\n    state['seen'] = 1\n")
    (at / "observed.csv").write_text(OBSERVED)
    (at / "file").write_text("mine")
    (at / "empty").mkdir()
    os.symlink("loop_b", at / "loop_a")
    os.symlink("loop_a", at / "loop_b")
    shutil.copytree(find_seeds_folder(), at / "seeds")
    made = call_mosul("run", "own.toml", "--days", "1", "--out", "run", "--save", "saved.npz",
                      "--quiet", at=at)  # fmt: skip
    assert made.returncode == 0, made.stderr
    (at / "cut.npz").write_bytes((at / "saved.npz").read_bytes()[:500])
    return at, key


@pytest.fixture(scope="module")
def place(stock, tmp_path_factory):
    """A folder in which there is nothing but a copy of that folder."""
    return tmp_path_factory.mktemp("place")


def copy_stock(stock, place):
    """Return a fresh copy of the stock."""
    for path in place.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return shutil.copytree(stock, place / "top", symlinks=True)


def list_files(folder):
    """Return all that is below a folder: folders, and files with their size and date."""
    files = {}
    for root, _, _ in os.walk(folder):
        for entry in os.scandir(root):
            status = entry.stat(follow_symlinks=False)
            is_folder = entry.is_dir(follow_symlinks=False)
            files[entry.path] = () if is_folder else (status.st_size, status.st_mtime_ns)
    return files


def option(argv, name):
    """Return the last value of an option as it is typed; None for one that is not."""
    values = [word.partition("=")[2] for word in argv if word.startswith(f"{name}=")]
    values += [after for word, after in itertools.pairwise(argv) if word == name]
    return values[-1] if values else None


def made_short(argv, key):
    """Return a command line whose work is short: few days, no plain battle, no process."""
    argv = [word.replace("KEY", key) for word in argv if word != "--pdb"]
    if argv[:1] in (["run"], ["branch"]):
        argv = [word.replace("plain", "compiled") for word in argv]
        argv += ["--days", "2"] if option(argv, "--days") is None else []
    if argv[:1] in (["sweep"], ["retry"]) and option(argv, "--workers") not in ("-1", "1.0"):
        argv += ["--workers", "0"]
    return tuple(argv)


def is_long(argv):
    """Return whether the work of a command takes minutes, if it is not refused."""
    wrong_check = option(argv, "--only") in ("0", "10")
    return (
        argv[:1] in PARSED_ALONE
        or (argv[:1] == ("sweep",) and "small.toml" not in argv)
        or (argv[:1] == ("verify",) and not wrong_check)
    )


def plan(argv):
    """Do what a long command does before its work begins."""
    args = make_full_parser().parse_args(argv)
    if args.command == "sweep":
        load_experiment(args).plan()
    return 0


def refuse_constant(name):
    raise AssertionError(f"{name} is no JSON")


def end_of(argv, top):
    """Return the end of a command; a refusal in one clear line is raised as it is."""
    finished = call_mosul(*argv, at=top, run=plan if is_long(argv) else main)
    assert "Traceback" not in finished.stderr, finished.stderr
    if finished.returncode == EXIT_USER_ERROR:
        lines = finished.stderr.rstrip("\n").split("\n")
        assert all(line.startswith("mosul: ") or "\r" in line for line in lines), lines
        check_message(lines[-1].removeprefix("mosul: "), ())
        raise MosulError(lines[-1])
    assert finished.returncode in (0, EXIT_RUN_FAILED)
    assert finished.returncode == 0 or argv[0] in MAY_FAIL
    if "--json" in argv and not is_long(argv):
        json.loads(finished.stdout, parse_constant=refuse_constant)
    return finished


@cases_of("command")
@given(command_lines())
@example(("sweep", "small.toml", "--cluster", "nowhere"))
@example(("sweep", "small.toml", "--scheduler-file", "results"))
@example(("sweep", "peshmerga", "--workers", "1000000000"))
@example(("run", "reported", "x" * 5000))
@example(("run", "duel", "--out", "new.toml", "--save", "new.toml"))
def test_a_command_does_its_work_or_is_refused_in_a_line(stock, place, argv):
    shipped, key = stock
    argv, top = made_short(argv, key), place / "top"
    if not top.is_dir():
        copy_stock(shipped, place)
    before = list_files(place)
    verdict = judge("command", lambda: end_of(argv, top), (), repr(argv))
    is_unchanged = list_files(place) == before
    if not is_unchanged:
        copy_stock(shipped, place)
    # Whether a scheduler answers is seen when work begins, which the same command resumes.
    assert verdict.kind != REFUSED or is_unchanged or option(argv, "--scheduler-file")
