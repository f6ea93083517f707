"""Bands of runs whose law is known, and observations for the command `mosul history`."""

import shutil

import numpy as np
import pandas as pd

from mesa_mosul.calibration.bands import BAND_AREAS, BANDS_FILE, FORMS, make_bands
from mesa_mosul.engine.codes import MEASURES
from mesa_mosul.inputs.tables import find_seeds_folder

DAYS = pd.date_range("2016-10-17", "2017-02-28")
SHARE_COLUMNS = [f"share_{area}_{measure}" for area in BAND_AREAS for measure in MEASURES]
HEADER = "id,area,measure,share_of,date,low,central,high,confidence,source,note"


def random_walks(count, seed, days=DAYS):
    """Return runs in which each share is a random walk, drawn apart for each column."""
    rng = np.random.default_rng(seed)
    parts = []
    for run in range(count):
        steps = rng.gamma(0.5, 0.004, (len(days), len(SHARE_COLUMNS)))
        speed = rng.uniform(0.5, 2.0, len(SHARE_COLUMNS))
        shares = np.minimum(np.cumsum(steps * speed, axis=0), 1.0)
        parts.append(
            pd.DataFrame(shares, columns=SHARE_COLUMNS).assign(key=f"r{run}", date=days)
        )
    return pd.concat(parts, ignore_index=True)


def known_bands(seed=1, count=300):
    return make_bands({form: random_walks(count, seed + at) for at, form in enumerate(FORMS)})


def bands_of_normal(mean, sd, days=DAYS):
    """Return bands with the quantiles of a normal law, equal on all days."""
    from scipy.stats import norm

    from mesa_mosul.calibration.bands import LEVELS, QUANTILES

    quantiles = dict(zip(QUANTILES, norm(mean, sd).ppf(LEVELS), strict=True))
    return pd.concat(
        [
            pd.DataFrame({"form": form, "area": area, "measure": measure, "date": days}).assign(
                **quantiles
            )
            for form in FORMS
            for area in BAND_AREAS
            for measure in MEASURES
        ],
        ignore_index=True,
    )


def write_seeds(folder, bands):
    """Copy the seeds and add bands to them."""
    shutil.copytree(find_seeds_folder(), folder)
    bands.to_csv(folder / BANDS_FILE, index=False)
    return folder


def write_series(path, *rows):
    """Write observations: area, measure, date, low, central, high (empty where unknown)."""
    lines = [
        f"X{at},{area},{measure},area,{date},{low},{central},{high},high,test,"
        for at, (area, measure, date, low, central, high) in enumerate(rows)
    ]
    path.write_text("\n".join([HEADER, *lines, ""]))
    return path
