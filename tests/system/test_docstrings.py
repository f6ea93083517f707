"""The docstrings of the public faces: their examples run, and they say what goes in and out."""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import mesa_mosul as mm
from mesa_mosul import analysis, plots
from mesa_mosul.experiments.results import Results

FACES = (mm.Run, Results, mm.Experiment, mm.MosulModel, mm.Scenario)
"""Classes whose methods users call."""
WITH_EXAMPLES = (*FACES, mm.run, mm.run_many, mm.scenario, mm.scenarios, mm.read_results)
UNNAMED = ("self", "cls")
PROMPT, EXAMPLES = ">>>", "Examples\n"
SAME_AS = re.compile(r"^Parameters, errors as for `([\w.]+)\.(\w+)`; (\w+):", re.M)
"""How a docstring refers to the function that describes its parameters, all but one."""


def list_modules():
    """Return the names of all modules of the package, by file."""
    walked = pkgutil.walk_packages(mm.__path__, "mesa_mosul.")
    names = [module.name for module in walked if not module.name.endswith("__main__")]
    files = {name: importlib.util.find_spec(name).origin for name in ["mesa_mosul", *names]}
    return {name: Path(file) for name, file in files.items()}


MODULES_WITH_EXAMPLES = sorted(
    name for name, file in list_modules().items() if PROMPT in file.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES_WITH_EXAMPLES)
def test_the_examples_of_a_module_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reports = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for example in doctest.DocTestFinder(exclude_empty=True).find(
        importlib.import_module(name)
    ):
        runner.run(example, out=reports.append)
    assert runner.tries > 0
    assert runner.failures == 0, "".join(reports)


def test_every_public_class_and_function_has_an_example_that_runs():
    assert [face.__name__ for face in WITH_EXAMPLES if PROMPT not in inspect.getdoc(face)] == []


def public_functions():
    """Yield the functions that users call, with their full names."""
    for name in mm.__all__:
        face = getattr(mm, name)
        if inspect.isfunction(face):
            yield f"mm.{name}", face
    for face in FACES:
        for name, member in vars(face).items():
            function = getattr(member, "__func__", member)
            if not name.startswith("_") and inspect.isfunction(function):
                yield f"{face.__name__}.{name}", function
    for name in plots.__all__:
        yield f"plots.{name}", getattr(plots, name)
    for module in pkgutil.walk_packages(analysis.__path__, "mesa_mosul.analysis."):
        if module.ispkg:
            continue
        members = vars(importlib.import_module(module.name)).items()
        for name, member in members:
            is_own = getattr(member, "__module__", "") == module.name
            if inspect.isfunction(member) and is_own and EXAMPLES in (member.__doc__ or ""):
                yield f"{module.name.removeprefix('mesa_mosul.')}.{name}", member


def sections_of(document):
    """Return the sections of a docstring in the NumPy convention, by title."""
    parts = re.split(r"^(\w+)\n-{3,}$", document, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def described_names(section):
    """Return the names that a section describes: `low, high : float` or `low, high`."""
    heads = re.findall(r"^(\S.*?)(?: :.*)?$", section, re.M)
    return set(re.findall(r"\w+", " ".join(heads)))


def missing_from_docstring(function):
    """Return what the docstring of a function lacks: its own, or the one it refers to."""
    document = inspect.getdoc(function) or ""
    signature = inspect.signature(function)
    parameters = [name for name in signature.parameters if name not in UNNAMED]
    if not document:
        return ["docstring"]
    if not parameters:
        return []
    same_as = SAME_AS.search(document)
    if same_as:
        module, name, other = same_as.groups()
        described_there = getattr(importlib.import_module(f"mesa_mosul.{module}"), name)
        sections = sections_of(inspect.getdoc(described_there))
        return sorted({*parameters} - described_names(sections["Parameters"]) - {other})
    sections = sections_of(document)
    described = described_names(sections.get("Parameters", ""))
    lacks = [f"parameter {name}" for name in parameters if name not in described]
    returns_something = signature.return_annotation not in (None, "None")
    if returns_something and not {"Returns", "Yields"} & sections.keys():
        lacks.append("Returns")
    return lacks


def test_public_functions_describe_their_parameters_and_what_they_return():
    lacking = {name: missing_from_docstring(function) for name, function in public_functions()}
    assert len(lacking) > 40
    faults = [f"{name}: {', '.join(lacks)}" for name, lacks in lacking.items() if lacks]
    assert faults == [], "\n".join(faults)


def missing_from_class(face):
    """Return the parameters of a class that its docstring does not describe."""
    sections = sections_of(inspect.getdoc(face) or "")
    described = described_names(sections.get("Parameters", "") + sections.get("Attributes", ""))
    parameters = [name for name in inspect.signature(face).parameters if name not in UNNAMED]
    return [f"parameter {name}" for name in parameters if name not in described]


def test_public_classes_describe_what_they_are_made_of():
    faults = {face.__name__: missing_from_class(face) for face in FACES}
    assert {name: lacks for name, lacks in faults.items() if lacks} == {}
