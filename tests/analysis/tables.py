"""Tables of runs as sweeps return them, drawn from known laws."""

import numpy as np
import pandas as pd


def paired(shift=0.5, runs=100, seed=1, shared=0.8, cases=("none", "more")):
    """Return runs of cases that share most of their luck; each moves the next by `shift`."""
    luck = np.random.default_rng(seed)
    common = luck.normal(size=runs)
    parts = []
    for at, case in enumerate(cases):
        own = luck.normal(size=runs)
        value = 10.0 + shift * at + np.sqrt(shared) * common + np.sqrt(1.0 - shared) * own
        parts.append(
            pd.DataFrame({"point": at, "replicate": range(runs), "help": case, "won": value})
        )
    table = pd.concat(parts, ignore_index=True)
    return table.assign(
        seed=table["replicate"] + 2016, status="done", key=table.index.astype(str)
    )


def with_times(runs, mean=60.0, end=90, seed=2):
    """Return runs with a day on which the east was cleared, none after the last day."""
    luck = np.random.default_rng(seed)
    day = np.ceil(luck.exponential(mean, len(runs)))
    came = day <= end
    return runs.assign(
        east_cleared=came, east_cleared_day=np.where(came, day, np.nan), days=end
    )
