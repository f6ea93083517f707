"""Small sweeps: in Python, as a file, and as a process that can be stopped and killed."""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from terminal import ENVIRONMENT, MOSUL

import mesa_mosul as mm

TEST_FOLDER = Path(__file__).parent
EXPERIMENT_TOML = """
name = "small"
base = "reported"
days = {days}
replications = {replications}
record = ["km2_city_held", "isis_killed"]
[levers]
"isis.returning_men" = [0, 500, 1000]
"""


def small_experiment(**options):
    told = {"days": 3, "replications": 4, "record": ["km2_city_held", "isis_killed"]}
    told["levers"] = {"isis.returning_men": [0, 500, 1000]}
    return mm.Experiment("reported", name="small", **{**told, **options})


def write_experiment_file(folder, days=3, replications=4):
    path = folder / "small.toml"
    path.write_text(
        EXPERIMENT_TOML.format(days=days, replications=replications), encoding="utf-8"
    )
    return path


OWN_CODE = """
def tire(world, p, clock, state):
    state["ticks"] = state.get("ticks", 0) + 1
    world.units.user_value[:] += state["ticks"]

def total(outcome, daily):
    return {"total": int(daily["isis_killed"].sum())}
"""


def write_own_code(folder):
    """Write a rule and an outcome of a researcher; return what an experiment says of them."""
    (folder / "own_code_of_tests.py").write_text(OWN_CODE)
    return {
        "phases": ["own_code_of_tests:tire@weather"],
        "outcomes": ["own_code_of_tests:total"],
    }


def edit_manifest(folder, change):
    """Change the manifest of results, and leave its checksum out as earlier versions did."""
    path = Path(folder) / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["checksum"]
    change(manifest)
    path.write_text(json.dumps(manifest))


def start_mosul(*arguments, folder, **popen_options):
    """Start `mosul` in a process group of its own."""
    return subprocess.Popen(
        [*MOSUL, *arguments], cwd=folder, start_new_session=True, text=True,
        **{"env": ENVIRONMENT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
           **popen_options},
    )  # fmt: skip


def child_pids(process):
    """Return the processes that the threads of one have started."""
    pids = []
    # A thread, or the process, may end meanwhile.
    with contextlib.suppress(OSError):
        for path in Path(f"/proc/{process.pid}/task").glob("*/children"):
            pids += map(int, path.read_text().split())
    return pids


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition, seconds=60):
    """Wait until something holds; tell whether it came to."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def count_runs(folder):
    """Return how many runs a results folder has, 0 before there is one."""
    try:
        return len(mm.read_results(folder).runs)
    except ValueError:
        return 0


def kill_process_group(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
