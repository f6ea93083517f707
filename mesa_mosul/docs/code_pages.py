"""Pages about the code: commands, errors, statistics."""

import argparse
import importlib
import inspect
import os
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType

import mesa_mosul
from mesa_mosul import analysis
from mesa_mosul.cli.main import make_full_parser
from mesa_mosul.docs.markdown import anchor_of, join_page
from mesa_mosul.parameters.errors import MosulError

HELP_WIDTH = 92
"""Columns of the help texts."""
EXAMPLES = "Examples\n---"


def commands_page() -> str:
    """Return the page with the help of each command."""
    os.environ["COLUMNS"] = str(HELP_WIDTH)
    parser = make_full_parser()
    parts: list[str | Iterable[str]] = ["# Commands", help_block(parser)]
    for name, command in subparsers(parser).items():
        parts += [f"({anchor_of(f'mosul {name}')})=\n## mosul {name}", help_block(command)]
    return join_page(*parts)


def subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of the commands by name."""
    (action,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


def help_block(parser: argparse.ArgumentParser) -> str:
    """Return the help of a parser as a block."""
    return f"```text\n{parser.format_help().rstrip()}\n```"


def walk_modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield the modules of a package and of those below it."""
    for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not one.ispkg and ".docs." not in one.name and "__main__" not in one.name:
            yield importlib.import_module(one.name)


def errors_page() -> str:
    """Return the page with the errors of the package."""
    for _ in walk_modules(mesa_mosul):
        pass
    classes = sorted(MosulError.__subclasses__(), key=lambda one: one.__name__)
    names = [f".. autoclass:: {one.__module__}.{one.__name__}()" for one in classes]
    return join_page(
        "# Errors",
        "A mistake in what you give is a `MosulError` whose text says what is wrong, where, and"
        " what would be right; it is a `ValueError` too. On the command line it is one line and"
        " the exit code is 2.",
        ["```{eval-rst}", ".. autoclass:: mesa_mosul.MosulError()", *names, "```"],
    )


def analysis_page() -> str:
    """Return the page with the functions of `mesa_mosul.analysis` that have an example."""
    about = analysis.__doc__ or ""
    parts: list[str | Iterable[str]] = ["# Statistics of your own tables", about]
    for module in walk_modules(analysis):
        functions = [
            f".. autofunction:: {module.__name__}.{function.__name__}"
            for function in own_functions(module)
            if EXAMPLES in (inspect.getdoc(function) or "")
        ]
        if functions:
            tuples = own_tuples(module)
            classes = [f".. autoclass:: {module.__name__}.{one.__name__}()" for one in tuples]
            lines = ["```{eval-rst}", *functions, *classes, "```"]
            name = module.__name__.removeprefix("mesa_mosul.")
            parts += [f"## {name}", (module.__doc__ or "").split("\n\n")[0], lines]
    return join_page(*parts)


def own_functions(module: ModuleType) -> Iterator[Callable[..., object]]:
    """Yield the functions that a module defines."""
    for member in vars(module).values():
        if inspect.isfunction(member) and member.__module__ == module.__name__:
            yield member


def own_tuples(module: ModuleType) -> Iterator[type]:
    """Yield the named tuples that a module defines and that public functions take or return."""
    for member in vars(module).values():
        is_own = inspect.isclass(member) and member.__module__ == module.__name__
        if is_own and issubclass(member, tuple):
            yield member
