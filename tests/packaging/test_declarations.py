"""What the package declares: requirements, licences, versions, and recipes that repeat them.

This folder is no package, or it would hide the library of its name.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

import mesa_mosul
from mesa_mosul.cli.arguments import make_parser
from mesa_mosul.cli.cluster_commands import add_cluster_commands
from mesa_mosul.cli.sweep_arguments import add_sweep_commands

HERE = Path(__file__).parent
HOME = HERE.parents[1]
SITE = HOME / "mesa_mosul" / "docs"
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
OLDEST_PYTHON = {"python_version": "3.12"}
PINNED_BY_DECLARED = {"llvmlite", "pydantic_core", "solara"}
"""Parts of numba, pydantic and Solara, which install the version of these that fits."""
CONDA_NAMES = {"matplotlib": "matplotlib-base"}
PERMISSIVE_EXTRAS = ("all", "analysis", "cluster", "notebooks")


def declared(extra: str = "") -> list[Requirement]:
    """Return the requirements of the core, or of an extra and of the extras that it names."""
    requirements = []
    for text in EXTRAS[extra] if extra else PROJECT["dependencies"]:
        requirement = Requirement(text)
        if requirement.name == PROJECT["name"]:
            requirements += [one for name in requirement.extras for one in declared(name)]
        else:
            requirements.append(requirement)
    return requirements


def lowest(requirement: Requirement) -> Version:
    """Return the lower bound of a requirement that has no other."""
    (bound,) = requirement.specifier
    assert bound.operator == ">=", requirement
    return Version(bound.version)


def all_installed(requirements: Iterable[Requirement]) -> dict[str, Distribution]:
    """Return by name the distributions that requirements install here, with all below them."""
    by_name, waiting, seen = {}, [(one, one.extras) for one in requirements], set()
    while waiting:
        requirement, extras = waiting.pop()
        if (requirement.name, frozenset(extras)) in seen:
            continue
        seen.add((requirement.name, frozenset(extras)))
        installed = distribution(requirement.name)
        by_name[installed.name] = installed
        for below in map(Requirement, installed.requires or []):
            environments = [{"extra": extra} for extra in ("", *extras)]
            if below.marker is None or any(map(below.marker.evaluate, environments)):
                waiting.append((below, below.extras))
    return by_name


def licence(installed: Distribution) -> str:
    """Return how a distribution names its licence: expression, classifiers, or first line."""
    metadata = installed.metadata
    classifiers = metadata.get_all("Classifier") or []
    first_lines = (metadata.get("License") or "").strip().splitlines()[:1]
    named = [text for text in classifiers if text.startswith("License ::")]
    return metadata.get("License-Expression") or "; ".join(named or first_lines)


def is_gpl(installed: Distribution) -> bool:
    """Return whether a distribution says that it is under a GNU licence."""
    return bool(re.search("GPL|GNU", licence(installed)))


def test_nothing_is_under_the_gpl_by_default_or_in_all_extras():
    for extra in ("", *PERMISSIVE_EXTRAS):
        below = all_installed(declared(extra))
        assert len(below) >= len(declared(extra))
        assert [name for name, one in below.items() if is_gpl(one)] == []


def test_the_extra_ema_alone_brings_gpl_as_the_readme_says():
    gpl = [name for name, one in all_installed(declared("ema")).items() if is_gpl(one)]
    assert gpl == ["Platypus-Opt"]
    installing = re.search("## Install\n(.*?)\n## ", (HOME / "README.md").read_text(), re.S)
    assert installing is not None
    assert "Platypus-Opt (GPL" in " ".join(installing.group(1).split())
    assert {*EXTRAS} - {"test"} <= {*re.findall(r"`(\w+)`", installing.group(1))}


def test_all_is_every_permissive_extra_without_developers_tools():
    names = {one.name for one in declared("all")}
    assert names == {one.name for extra in PERMISSIVE_EXTRAS for one in declared(extra)}
    below = {name.lower() for name in all_installed(declared("all"))}
    assert not below & {"pytest", "mypy", "ruff", "hypothesis", "build", "ema_workbench"}


def test_minima_are_the_declared_lower_bounds():
    lines = (HERE / "minima.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if not line.startswith("#")]
    tried = {
        pin.name: str(pin.specifier)
        for pin in pins
        if pin.marker is None or pin.marker.evaluate(OLDEST_PYTHON)
    }
    wanted = [*declared(), *declared("all"), *declared("ema")]
    assert {name: Version(pin.removeprefix("==")) for name, pin in tried.items()} == {
        one.name: lowest(one) for one in wanted
    }
    assert {pin.name for pin in pins} == {*tried}


def third_party_imports(at_import: bool, of_site: bool = False, but: str = "") -> set[str]:
    """Return the libraries that modules of the package import, or those of its documentation.

    at_import: whether only those that every user of a module needs, not those that a function
    loads, a type checker, or a block that says which extra they are of. but: a subpackage that
    is left out.
    """
    libraries: set[str] = set()
    for path in sorted((HOME / "mesa_mosul").rglob("*.py")):
        if (SITE in path.parents) != of_site or (but and path.parent.name == but):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body if at_import else ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            libraries |= {one.partition(".")[0] for one in names}
    return libraries - {*sys.stdlib_module_names, *PINNED_BY_DECLARED, "mesa_mosul"}


def modules_of(requirements: Iterable[Requirement]) -> set[str]:
    """Return the names under which requirements are imported."""
    names = {one.name.lower() for one in requirements}
    modules = packages_distributions()
    return {
        module
        for module, distributions in modules.items()
        if names & {one.lower() for one in distributions}
    }


def test_every_library_that_is_imported_is_declared():
    core, page = modules_of(declared()), modules_of(declared("view"))
    optional = modules_of([*declared("all"), *declared("ema")]) | page
    assert third_party_imports(at_import=False) - core - optional == set()
    assert third_party_imports(at_import=True, but="view") - core == set()
    site = third_party_imports(at_import=False, of_site=True)
    assert site - core - modules_of(declared("docs")) == set()


def test_the_conda_recipe_repeats_the_project():
    recipe = yaml.safe_load((HERE / "conda" / "recipe.yaml").read_text(encoding="utf-8"))
    assert recipe["package"] == {"name": PROJECT["name"], "version": PROJECT["version"]}
    python = f"python {PROJECT['requires-python']}"
    wanted = {f"{CONDA_NAMES.get(one.name, one.name)} {one.specifier}" for one in declared()}
    # What the extra `network` of Mesa names.
    assert {*recipe["requirements"]["run"]} == {*wanted, python, "networkx"}
    backend = tomllib.loads((HOME / "pyproject.toml").read_text())["build-system"]["requires"]
    built_with = {f"{one.name} {one.specifier}" for one in map(Requirement, backend)}
    assert {*recipe["requirements"]["host"]} == {*built_with, python, "pip"}
    assert recipe["about"]["license"] == PROJECT["license"]
    assert recipe["about"]["summary"] == PROJECT["description"]
    assert recipe["build"]["python"]["entry_points"] == [
        f"{name} = {target}" for name, target in PROJECT["scripts"].items()
    ]
    (script,) = (one["script"] for one in recipe["tests"] if "script" in one)
    assert_are_commands(script)


def assert_are_commands(lines: Iterable[str]) -> None:
    """Check that the lines which call `mosul` would be understood."""
    calls = [line.split()[1:] for line in lines if line.startswith("mosul ")]
    assert calls
    for words in calls:
        if words == ["--version"]:
            continue
        assert (
            make_parser(add_sweep_commands, add_cluster_commands).parse_args(words).command
            == words[0]
        )


def test_the_container_compiles_the_rules_for_any_processor():
    text = (HERE / "mesa_mosul.def").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^%(\w+)\n(.*?)(?=^%|\Z)", text, re.M | re.S))
    lines = {name: [*map(str.strip, body.splitlines())] for name, body in sections.items()}
    assert_are_commands(lines["post"])
    settings = [one for one in lines["environment"] if one]
    assert settings == lines["post"][: len(settings)]
    assert "NUMBA_CPU_NAME=generic" in sections["environment"]
    copied = [word for line in lines["files"] for word in line.split()]
    assert [one for one in copied if "/opt/" not in one and not (HOME / one).exists()] == []
    extras = re.search(r"/opt/source\[([\w,]+)\]", sections["post"])
    assert extras is not None
    assert {*extras.group(1).split(",")} <= {*PERMISSIVE_EXTRAS}


def test_one_version_is_declared_everywhere():
    citation = yaml.safe_load((HOME / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"] == mesa_mosul.__version__
    assert citation["license"] == PROJECT["license"]
    assert citation["keywords"] == PROJECT["keywords"]
    assert [one["name"] for one in citation["authors"]] == [
        one["name"] for one in PROJECT["authors"]
    ]
    assert {"abstract", "date-released", "message", "title"} <= {*citation}


def test_systems_and_versions_of_python_are_those_that_are_checked():
    classifiers = "\n".join(PROJECT["classifiers"])
    assert "Windows" not in classifiers
    workflow = (HOME / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    targets = {*re.findall(r"^([\w]+):", (HOME / "Makefile").read_text(), re.M)}
    assert {*re.findall(r"make (\w+)", workflow)} <= targets
    checked = {*re.findall(r'"(3\.\d+)"', workflow)}
    assert checked >= {*re.findall(r"Python :: (3\.\d+)", classifiers)}


@pytest.mark.parametrize("extra", ["", "all"])
def test_no_requirement_keeps_pandas_below_3(extra):
    limits = [
        below.specifier
        for one in all_installed(declared(extra)).values()
        for below in map(Requirement, one.requires or [])
        if below.name == "pandas"
        and (below.marker is None or below.marker.evaluate({"extra": ""}))
    ]
    assert limits
    assert all("3.0" in limit for limit in limits)
