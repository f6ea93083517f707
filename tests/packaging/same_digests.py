"""One run in several environments: it and the model must have the same digests in each.

    python tests/packaging/same_digests.py OTHER_PYTHON ...

The first environment is that of the interpreter which runs this.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

RUN = ("run", "reported", "--seed", "1", "--days", "5", "--quiet")


def provenance_of_a_run(python: str) -> dict:
    """Return the provenance of the run in one environment."""
    with tempfile.TemporaryDirectory() as place:
        # Not resolved: the link is what makes it the environment's.
        words = (Path(python).absolute(), "-m", "mesa_mosul", *RUN, "--out", f"{place}/run")
        subprocess.run(words, cwd=place, check=True, stdout=subprocess.DEVNULL)
        return json.loads((Path(place) / "run" / "provenance.json").read_text(encoding="utf-8"))


def main(pythons: list[str]) -> int:
    """Print a line for each environment; return 1 if one differs from the first."""
    digests = set()
    for python in pythons:
        origin = provenance_of_a_run(python)
        pair = (origin["digest"][:16], origin["digests"]["model"][:16])
        versions = ", ".join(f"{name} {one}" for name, one in origin["versions"].items())
        print(f"run {pair[0]}  model {pair[1]}  {versions}", flush=True)
        digests.add(pair)
    print("equal" if len(digests) == 1 else "DIFFERENT: one model gives several results")
    return len(digests) - 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main([sys.executable, *sys.argv[1:]]))
