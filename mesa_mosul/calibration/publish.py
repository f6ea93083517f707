"""From the folders of a calibration and of its sweeps into `seeds/` (`make ensemble`).

python -m mesa_mosul.calibration.publish ensemble CALIBRATION
python -m mesa_mosul.calibration.publish bands DATED_RESULTS BY_RULE_RESULTS PRIOR_RESULTS
python -m mesa_mosul.calibration.publish confirm DATED_RESULTS BY_RULE_RESULTS PRIOR_RESULTS
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from mesa_mosul.calibration.bands import BANDS_FILE, FORMS, BandsError, make_bands
from mesa_mosul.experiments.ensemble import ENSEMBLE_FILE, PROVENANCE_FILE, ensemble
from mesa_mosul.experiments.execution.results_folder import atomic_write
from mesa_mosul.experiments.results import read_results
from mesa_mosul.inputs.tables import find_seeds_folder, read_tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.provenance import digest_of_model

USAGE_ERROR = 2


def publish_ensemble(calibration: Path) -> list[Path]:
    """Copy the ensemble of a calibration and its provenance, if they can be read."""
    ensemble(calibration)
    paths = []
    for name in (ENSEMBLE_FILE, PROVENANCE_FILE):
        paths.append(find_seeds_folder() / name)
        with atomic_write(paths[-1]) as temporary:
            temporary.write_bytes((calibration / name).read_bytes())
    return paths


def publish_bands(*results: Path) -> list[Path]:
    """Write the bands of the runs in every form."""
    path = find_seeds_folder() / BANDS_FILE
    with atomic_write(path) as temporary:
        temporary.write_text(bands_text(results), encoding="utf-8")
    return [path]


def confirm_ensemble(*results: Path) -> list[Path]:
    """Declare the ensemble one of the model as it is now, if its runs give the same bands.

    A model whose code was rewritten without another result keeps its ensemble. results: of the
    sweeps in the order of FORMS, made anew. Raises BandsError if a single quantile differs, or
    for results of another model.
    """
    seeds, model = find_seeds_folder(), digest_of_model(read_tables())["model"]
    for folder in results:
        if read_results(folder).manifest["digests"]["model"] != model:
            raise BandsError(f"{folder} is of another model: run its sweep anew")
    if (seeds / BANDS_FILE).read_text(encoding="utf-8") != bands_text(results):
        raise BandsError(
            f"the runs give other bands than {BANDS_FILE}: the model has changed, and"
            " 'make ensemble' calibrates it anew"
        )
    path = seeds / PROVENANCE_FILE
    provenance = json.loads(path.read_text(encoding="utf-8")) | {"model": model}
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(provenance, indent=2) + "\n", encoding="utf-8")
    return [path]


def bands_text(results: Sequence[Path]) -> str:
    """Return the file of the bands of the runs of sweeps, in the order of FORMS."""
    daily = {
        form: read_results(folder).daily for form, folder in zip(FORMS, results, strict=True)
    }
    return make_bands(daily).to_csv(index=False)


def main(arguments: Sequence[str]) -> None:
    """Publish what the first argument names."""
    what, *folders = arguments or ("",)
    publish: dict[str, Callable[..., list[Path]]] = {
        "ensemble": publish_ensemble,
        "bands": publish_bands,
        "confirm": confirm_ensemble,
    }
    if what not in publish or len(folders) != (1 if what == "ensemble" else len(FORMS)):
        print(__doc__, file=sys.stderr)
        sys.exit(USAGE_ERROR)
    try:
        for path in publish[what](*map(Path, folders)):
            print(path)
    except MosulError as error:
        print(error, file=sys.stderr)
        sys.exit(USAGE_ERROR)


if __name__ == "__main__":
    main(sys.argv[1:])
