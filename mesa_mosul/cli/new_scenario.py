"""`mosul scenarios --new`: a scenario's file to begin with."""

from pathlib import Path

from mesa_mosul.inputs.scenario_file import ScenarioError

TEMPLATE = """\
# A scenario of your own: `mosul run {file}`; in an experiment's file: base = "{file}".
title = "A title, which pictures and summaries show"
about = "What this scenario assumes, and why."
extends = "reported"            # a scenario ('mosul scenarios'), or a file beside this one

# Days. What is left out is that of the scenario that this one extends.
# start = 2016-12-06            # first day, from 2016-10-17 on
# end = 2017-03-31              # the day after the last
# decisions_until = 2016-12-06  # last day on which decisions follow the historical record

[parameters]                    # 'mosul parameters' lists all, with ranges and sources
"isis.fighters" = 6000
"""


def write_template(path: Path) -> Path:
    """Write a scenario's file; return its path.

    Raises ScenarioError for a file that is there already, or a name that is not *.toml.
    """
    if path.suffix != ".toml":
        raise ScenarioError(f"'{path}' is no name of a scenario's file: end it in .toml")
    try:
        file = path.open("x", encoding="utf-8")
    except FileExistsError as fault:
        raise ScenarioError(f"{path} is there already: name another file") from fault
    try:
        with file:
            file.write(TEMPLATE.format(file=path.name))
    except OSError as fault:
        path.unlink()
        raise ScenarioError(f"{path} could not be written: {fault.strerror}") from fault
    return path
