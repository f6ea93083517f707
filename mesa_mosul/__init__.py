"""An agent-based model of the battle of Mosul (2016-17) in which every parameter has a source.

Names are loaded when they are first used, so that importing the package stays quick.
"""

import importlib
from typing import Any

__version__ = "0.2.0"

MODULE_OF_NAME = {
    "Experiment": "experiments.experiment",
    "MosulError": "parameters.errors",
    "MosulModel": "mesa_layer.model",
    "Results": "experiments.results",
    "Run": "single_run.run",
    "Scenario": "inputs.scenario",
    "branch": "single_run.branch",
    "ema_model": "experiments.ema_model",
    "ensemble": "experiments.ensemble",
    "evaluate": "experiments.evaluate",
    "read_results": "experiments.results",
    "run": "single_run.run",
    "run_many": "simulation.laboratory_runs",
    "scenario": "inputs.scenario",
    "scenarios": "inputs.scenario",
}

__all__ = ["__version__", *MODULE_OF_NAME]


def __getattr__(name: str) -> Any:
    if name not in MODULE_OF_NAME:
        raise AttributeError(f"module 'mesa_mosul' has no attribute '{name}'")
    return getattr(importlib.import_module(f"mesa_mosul.{MODULE_OF_NAME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
