"""A battle of a sweep fought again up to a day, with its maps."""

import datetime
from typing import TYPE_CHECKING

from mesa_mosul.experiments.jobs import jobs_of
from mesa_mosul.experiments.store import StoreError
from mesa_mosul.fight import Run, run
from mesa_mosul.provenance import restored

if TYPE_CHECKING:
    from mesa_mosul.experiments.results import Results


def fought_again(found: "Results", key: str, last: datetime.date) -> Run:
    """Fight a run of a sweep again up to a day.

    Raises StoreError for a day before its start or after its end.
    """
    job = jobs_of(found.jobs[found.jobs["key"] == key].head(1))[0]
    world = restored(found.manifest["scenarios"][job.base]).with_(**job.changes)
    if not world.start <= last <= world.end:
        raise StoreError(f"{last} is no day from {world.start} to {world.end}")
    return run(world, job.seed, (last - world.start).days + 1)
