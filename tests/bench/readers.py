"""How the commands on a results folder grow: `python tests/bench/readers.py RESULTS ...`.

Prints, for each folder and command, seconds, seconds of the processor, and the peak of memory.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import mesa_mosul as mm

MOSUL = (sys.executable, "-m", "mesa_mosul")


def list_commands(results, folder):
    """Return the words of each command; what they write goes to another folder."""
    column = mm.read_results(results).manifest["output_spec"]["record"][0]
    return (
        ("status", results),
        ("export", results, "--out", folder),
        ("export", results, "--parquet", "--out", folder),
        ("plot", results, "band", column, "--out", f"{folder}/band.png"),
        ("report", results, "--out", folder),
    )


def measure(words):
    """Run a command; return seconds, seconds of the processor, and MB."""
    start = time.monotonic()
    process = subprocess.Popen([*MOSUL, *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(folders):
    """Measure each command on each folder."""
    for results in folders:
        print(f"{results}: {len(mm.read_results(results).runs):,} runs")
        with tempfile.TemporaryDirectory() as folder:
            for words in list_commands(results, folder):
                seconds, processor, mb = measure(words)
                label = " ".join(words[2:4] if words[0] == "plot" else words[:1])
                if "--parquet" in words:
                    label += " --parquet"
                print(f"  {label:20} {seconds:6.1f} s {processor:6.1f} s CPU {mb:6.0f} MB")


if __name__ == "__main__":
    main([str(Path(one)) for one in sys.argv[1:]])
