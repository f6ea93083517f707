"""One run of a sweep, from a job to its result; the same here, in a worker, on a cluster."""

import contextlib
import functools
import platform
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from mesa_mosul.experiments.execution.custom_measures import CALLER
from mesa_mosul.experiments.execution.run_outputs import extract_outcomes, select_recorded
from mesa_mosul.inputs.recorded_scenario import scenario_from_dict
from mesa_mosul.inputs.tables import Tables, read_tables
from mesa_mosul.parameters.errors import MosulError, shorten_middle
from mesa_mosul.simulation.custom_code import (
    describe_place,
    digest_of_source,
    load_function,
)
from mesa_mosul.simulation.custom_phases import build_schedule, digest_of_rule
from mesa_mosul.simulation.provenance import digest_of_model, package_versions
from mesa_mosul.simulation.run_record import simulate

DONE, RAISED, HUNG, MEMORY, DIED = "done", "raised", "hung", "memory", "died"


MAX_ERROR_LENGTH = 2000
"""Characters of an error that are stored of a run."""


class Job(NamedTuple):
    """One run: its key, the index of its scenario, what it changes, its seed."""

    key: str
    scenario_index: int
    changes: dict[str, Any]
    seed: int


class SweepSpec(NamedTuple):
    """What all jobs of a sweep share, in values that JSON can hold.

    scenarios: resolved; days: at most, None to their ends; outcomes, record: what is stored;
    code_folders: where a researcher's own functions are looked for; digests, versions: of the
    model and of the packages that are meant; timeout_s: seconds a run may take; rules: own
    rules, MODULE:FUNCTION@PHASE and the hash of its file each; measures: own outcomes in the
    same way, empty if any version of them will do; seeds_folder: of the tables, None for the
    shipped one.
    """

    scenarios: list[dict[str, Any]]
    days: int | None
    outcomes: list[str]
    record: list[str]
    code_folders: list[str]
    digests: dict[str, str]
    versions: dict[str, str]
    timeout_s: float
    rules: list[list[str]]
    measures: list[list[str]]
    seeds_folder: str | None


class JobResult(NamedTuple):
    """The result of a job: outcomes and recorded days, or why there are none."""

    key: str
    status: str
    seconds: float
    error: str = ""
    outcomes: dict[str, Any] | None = None
    daily: dict[str, list[Any]] | None = None
    attempts: int = 1


@functools.lru_cache(maxsize=4)
def digest_loaded_model(tables: Tables) -> dict[str, str]:
    """Return the digests of the model and of seed tables; the sources are read once.

    What runs in this process is what was loaded, whatever becomes of the files.
    """
    return digest_of_model(tables)


class RunTimeoutError(Exception):
    """A run that takes longer than it may."""


class WorkerError(MosulError):
    """A worker that cannot be started, or has another model than the one that is meant."""


MODEL_PARTS = {
    "rules": "the model's rules",
    "builders": "what builds the model's world",
    "seeds": "the seed tables",
    "model": "the model",
}
"""The digests of a model, and what they are of; the last one is of all."""
SHOWN_LENGTH = 12
"""Characters of a digest that an error shows."""


def installed_versions() -> dict[str, str]:
    """Return the versions that all machines of a sweep must share, by name."""
    versions = package_versions()
    python = ".".join(versions["python"].split(".")[:2])
    return {
        "mesa_mosul": versions["mesa_mosul"], "Python": python, "numba": versions["numba"],
    }  # fmt: skip


def check_installation(
    digests: Mapping[str, str], versions: Mapping[str, str], seeds_folder: str | None
) -> None:
    """Raise WorkerError that names what is not here as a sweep has it, with both values."""
    pairs = [(name, installed_versions().get(name), meant) for name, meant in versions.items()]
    installed = digest_loaded_model(read_tables(seeds_folder))
    if installed["model"] != digests["model"]:
        parts = [part for part in MODEL_PARTS if digests.get(part, "") != installed[part]]
        pairs += [
            (MODEL_PARTS[part], installed[part][:SHOWN_LENGTH], digests[part][:SHOWN_LENGTH])
            for part in parts
            if part in digests and (part != "model" or len(parts) == 1)
        ]
    differing = [
        f"{name} ({here or 'none'} instead of {meant})"
        for name, here, meant in pairs
        if here != meant
    ]
    if differing:
        raise WorkerError(
            f"{platform.node() or 'this machine'} has another version of"
            f" {', '.join(differing)}: a sweep needs the same from its first run to its last,"
            " on every machine"
        )


def check_own_files(spec: SweepSpec) -> None:
    """Raise WorkerError if a file of own rules or outcomes is not the one that is meant."""
    folders = spec.code_folders
    installed = [(rule, digest_of_rule(rule, folders), meant) for rule, meant in spec.rules]
    for name, meant in spec.measures:
        digest = digest_of_source(name, load_function(name, folders))
        installed.append((name, digest, meant))
    for name, digest, meant in installed:
        if digest != meant:
            raise WorkerError(
                f"{platform.node() or 'this machine'} has another version of the file of"
                f" '{name}': put the same file on every machine"
            )


class JobRunner:
    """All that is needed to run the jobs of a sweep.

    Raises WorkerError if the model is another one.
    """

    def __init__(self, spec: SweepSpec) -> None:
        check_installation(spec.digests, spec.versions, spec.seeds_folder)
        self.spec = spec
        self.scenarios = [scenario_from_dict(values) for values in spec.scenarios]
        self.tables = read_tables(spec.seeds_folder)
        self.phases = build_schedule([rule for rule, _ in spec.rules], spec.code_folders)
        check_own_files(spec)

    def warm_up(self) -> None:
        """Load the compiled rules, or compile them, so that no run's time limit counts it."""
        with contextlib.suppress(Exception):
            simulate(self.scenarios[0], 0, 1, tables=self.tables, phases=self.phases)

    def run_job(self, job: Job) -> JobResult:
        """Run a job and return its result, whatever it raises."""
        start = time.perf_counter()
        try:
            outcomes, daily = self.simulate_job(job)
        except MemoryError as error:
            return failure_result(job, MEMORY, start, error)
        except RunTimeoutError as error:
            return failure_result(job, HUNG, start, error)
        except (Exception, SystemExit) as error:
            return failure_result(job, RAISED, start, error)
        return JobResult(job.key, DONE, time.perf_counter() - start, "", outcomes, daily)

    def simulate_job(self, job: Job) -> tuple[dict[str, Any], dict[str, list[Any]] | None]:
        """Run a job; return its outcomes and the days that are recorded."""
        scenario = self.scenarios[job.scenario_index].with_parameters(**job.changes)
        start = time.perf_counter()

        def enforce_timeout(done: int, length: int) -> None:
            if time.perf_counter() - start > self.spec.timeout_s:
                raise RunTimeoutError(f"longer than {self.spec.timeout_s:g} s")

        run = simulate(
            scenario,
            job.seed,
            self.spec.days,
            tables=self.tables,
            phases=self.phases,
            on_day=enforce_timeout,
        )
        outcomes = extract_outcomes(
            run.outcome, run.daily, self.spec.outcomes, self.spec.code_folders
        )
        return outcomes, select_recorded(run.daily, self.spec.record)


def failure_result(job: Job, status: str, start_time: float, error: BaseException) -> JobResult:
    """Return the result of a job that failed, with where and why."""
    place = "" if isinstance(error, MosulError) else describe_place(error, CALLER)
    message = f"{type(error).__name__}: {shorten_middle(str(error), MAX_ERROR_LENGTH)}{place}"
    return JobResult(job.key, status, time.perf_counter() - start_time, message)
