"""From the folders of a calibration and of its sweeps into `seeds/` (`make ensemble`).

python -m mesa_mosul.calibration.publish ensemble CALIBRATION
python -m mesa_mosul.calibration.publish bands DATED_RESULTS BY_RULE_RESULTS
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from mesa_mosul.calibration.bands import BANDS_FILE, BY_RULE, DATED, make_bands
from mesa_mosul.experiments.ensemble import ENSEMBLE_FILE, PROVENANCE_FILE, ensemble
from mesa_mosul.experiments.execution.results_folder import atomic_write
from mesa_mosul.experiments.results import read_results
from mesa_mosul.inputs.tables import find_seeds_folder


def publish_ensemble(calibration: Path) -> list[Path]:
    """Copy the ensemble of a calibration and its provenance, if they can be read."""
    ensemble(calibration)
    paths = []
    for name in (ENSEMBLE_FILE, PROVENANCE_FILE):
        paths.append(find_seeds_folder() / name)
        with atomic_write(paths[-1]) as temporary:
            temporary.write_bytes((calibration / name).read_bytes())
    return paths


def publish_bands(dated: Path, by_rule: Path) -> list[Path]:
    """Write the bands of the ensemble's runs in both forms."""
    daily = {
        form: read_results(folder).daily
        for form, folder in ((DATED, dated), (BY_RULE, by_rule))
    }
    path = find_seeds_folder() / BANDS_FILE
    with atomic_write(path) as temporary:
        make_bands(daily).to_csv(temporary, index=False)
    return [path]


def main(arguments: Sequence[str]) -> None:
    """Publish what the first argument names."""
    what, *folders = arguments
    paths = map(Path, folders)
    for path in publish_bands(*paths) if what == "bands" else publish_ensemble(*paths):
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
