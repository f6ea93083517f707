"""Small sweeps: in Python, as a file, and as a process that can be stopped and killed."""

import os
import signal
import subprocess
import time
from pathlib import Path

from terminal import ENVIRONMENT, MOSUL

import mesa_mosul as mm

HERE = Path(__file__).parent
DONE = "done"
FILE = """
name = "small"
base = "reported"
days = {days}
replications = {replications}
record = ["km2_city_held", "isis_killed"]
[levers]
"isis.returning" = [0, 500, 1000]
"""


def small(**said):
    told = {"days": 3, "replications": 4, "record": ["km2_city_held", "isis_killed"]}
    told["levers"] = {"isis.returning": [0, 500, 1000]}
    return mm.Experiment("reported", name="small", **{**told, **said})


def written(at, days=3, replications=4):
    path = at / "small.toml"
    path.write_text(FILE.format(days=days, replications=replications), encoding="utf-8")
    return path


def begun(*words, at, **more):
    """Start `mosul` in a process group of its own."""
    return subprocess.Popen(
        [*MOSUL, *words], cwd=at, env=ENVIRONMENT, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )  # fmt: skip


def children(process):
    """Return the processes that one has started."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(word) for word in path.read_text().split()]


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_for(truth, seconds=60):
    """Wait until something holds; tell whether it came to."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if truth():
            return True
        time.sleep(0.05)
    return False


def counted(folder):
    """Return how many runs a results folder has, 0 before there is one."""
    try:
        return len(mm.read_results(folder).runs)
    except ValueError:
        return 0


def kill_all(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
