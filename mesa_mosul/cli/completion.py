"""`mosul completion`: the Tab key completes commands, options, names and files.

The script that a shell reads calls `mosul` at every Tab, with the variable `_ARGCOMPLETE` set.
"""

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mesa_mosul.cli.argument_types import add_command

SHELLS = ("bash", "zsh", "fish")
EPILOG = """\
To install it, for one user:
  bash: add the line   eval "$(mosul completion bash)"   to ~/.bashrc
  zsh:  add the line   eval "$(mosul completion zsh)"    to ~/.zshrc, after compinit
  fish: mosul completion fish > ~/.config/fish/completions/mosul.fish"""


def add_completion_command(commands: Any) -> None:
    """Add `mosul completion`."""
    about = "print a script with which the Tab key completes commands, options and names"
    completion = add_command(commands, "completion", about)
    completion.formatter_class = argparse.RawDescriptionHelpFormatter
    completion.epilog = EPILOG
    completion.add_argument("shell", choices=SHELLS, help="for which shell")


def run_completion_command(args: argparse.Namespace) -> None:
    """Print the script of a shell."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["mosul"], shell=args.shell))


def complete_if_asked(parser: argparse.ArgumentParser) -> None:
    """Answer the script of a shell, if it is that which called, and end the process."""
    if "_ARGCOMPLETE" not in os.environ:
        return
    from argcomplete import autocomplete

    for action in list_arguments(parser):
        if completer := COMPLETERS.get(str(action.metavar)):
            action.completer = completer  # type: ignore[attr-defined]
    autocomplete(parser, always_complete_options=False)


def list_arguments(parser: argparse.ArgumentParser) -> Iterable[argparse.Action]:
    """Return the arguments of a parser and of all its commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from list_arguments(command)
        else:
            yield action


def complete_scenario(prefix: str, **_: Any) -> Mapping[str, str]:
    """Return the scenarios with their titles, and the files of others."""
    from mesa_mosul.inputs.scenario import scenarios

    titles = {name: scenario.title for name, scenario in scenarios().items()}
    return titles | dict.fromkeys(complete_toml(prefix), "")


def complete_experiment(prefix: str, **_: Any) -> Iterable[str]:
    """Return the experiments of the project, and the files of others."""
    from mesa_mosul.experiments.catalogue import list_catalogue

    return [*list_catalogue(), *complete_toml(prefix)]


def complete_toml(prefix: str) -> Iterable[str]:
    """Return TOML files, and folders that lead to some."""
    from argcomplete.completers import FilesCompleter

    return FilesCompleter(["toml"])(prefix)


def complete_results(prefix: str, **_: Any) -> Iterable[str]:
    """Return results folders below results/, or any folders if none begins so."""
    known = [f"{path.parent}" for path in Path().glob("results/*/manifest.json")]
    return [name for name in known if name.startswith(prefix)] or complete_folder(prefix)


def complete_folder(prefix: str, **_: Any) -> Iterable[str]:
    """Return folders."""
    from argcomplete.completers import DirectoriesCompleter

    return DirectoriesCompleter()(prefix)


def complete_assignment(prefix: str, **_: Any) -> Mapping[str, str]:
    """Return parameters with their meanings; after the sign, the values of a switch."""
    from mesa_mosul.parameters.registry import parameters

    name, sign, _value = prefix.partition("=")
    if not sign:
        return {f"{name}=": entry.meaning for name, entry in parameters().items()}
    entry = parameters().get(name)
    is_switch = entry is not None and entry.value_type is bool
    return dict.fromkeys((f"{name}=true", f"{name}=false") if is_switch else (), "")


COMPLETERS: dict[str, Callable[..., Any]] = {
    "SCENARIO": complete_scenario,
    "EXPERIMENT": complete_experiment,
    "RESULTS": complete_results,
    "DIR": complete_folder,
    "NAME=VALUE": complete_assignment,
}
"""What completes an argument, by the word that stands for it in the help; else a file does."""
