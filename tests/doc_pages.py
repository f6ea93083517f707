"""The pages of the documentation as a reader follows them: block by block, in an empty folder.

A block of Python or TOML whose first line names a file (`# study.toml`) is that file; other
Python is run, with one set of names for a page. Commands are run as they stand, but that runs
draw no pictures and sweeps take no worker processes; a sweep of the project (thousands of runs)
is not run, and a small one stands in its results folder.
"""

import contextlib
import functools
import re
import shlex
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sweeps import small_experiment
from terminal import HOME, call_mosul

import mesa_mosul as mm
from mesa_mosul.cli.main import make_full_parser
from mesa_mosul.docs.code_pages import subparsers
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.tables import find_seeds_folder

EXPERIMENTS = HOME / "experiments"
SITE = HOME / "mesa_mosul" / "docs"
PAGES = sorted(
    path.relative_to(HOME).as_posix()
    for path in (
        *(HOME / "README.md", HOME / "experiments" / "README.md", HOME / "seeds" / "README.md"),
        *(HOME / "experiments" / name for name in ("your_own.md", "outside_tools.md")),
        *(HOME / "experiments" / name for name in ("ensemble.md", "why_no_stall.md")),
        *(HOME / "experiments" / "reported_question.md", HOME / "notebooks" / "README.md"),
        *(HOME / "mesa_mosul").glob("*.md"),
        *(HOME / ".github" / "CONTRIBUTING.md", HOME / "tests" / "README.md"),
        *(HOME / "tests").glob("*/README.md"),
        *SITE.rglob("*.md"),
    )
)
FENCED = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.M | re.S)
INLINE = re.compile(r"(?<!`)`(mosul [^`]+)`(?!`)")
FILE_NAME = re.compile(r"# (\w+\.(?:py|toml))\b")
DIRECTIVE = re.compile(r"\{.*\}")
SHOWN = {"text": "output, or a file's beginning", "bibtex": "a reference"}
"""Languages of blocks in which there is nothing to run, and why."""
NEEDS_CLUSTER = "needs a cluster; so does what follows in its block"
NOT_RUN = {
    "r": "R is not among the tools of the tests",
    "sql": "DuckDB is not among the tools of the tests",
    **dict.fromkeys(("sbatch", "dask", "#PBS", "#$", "#BSUB"), NEEDS_CLUSTER),
    "git": "needs the history of the project",
    "pip": "installs",
    "jupytext": "edits the notebooks",
    "mosul calibrate": "an hour and a half; tests/system/test_calibrate.py runs a small one",
    "mosul verify": "two minutes; `make check` runs it",
    "mosul view": "does not end by itself; tests/system/test_view_page.py opens its page",
    "mosul bench": "five minutes; tests/unit/verification/test_benchmark.py runs parts",
}  # fmt: skip
"""Languages, programs and commands that no test of a page runs, and why."""
NAMED_ALONE = re.compile(r"mosul ([a-z]+)(?: --help| \.\.\..*|)")
"""A command within a text that is named without what it needs."""
FEWER = (
    (r"range\(10\)", "range(2)"),
    (r"replications=10\b", "replications=2"),
    (r"(?m)^replications = (?:[3-9]|\d\d+)$", "replications = 2"),
    (r"\.run\((\"results/\w+\")(?!.*workers)", r".run(\1, workers=0"),
)
"""What is smaller when a page is tested: patterns, and what stands in their place."""
GIVEN = {
    "experiments/README.md": ("experiments/your_own.md", "own_measures.py"),
    "mesa_mosul/HOW_TO_ADD_A_MECHANISM.md": ("experiments/your_own.md", "rain.py"),
}
"""Files that a page takes from another page."""
STAND_INS: set[Path] = set()
"""Folders in which a small sweep stands for one of the project."""
RUN_ON_SMALL: set[tuple[str, ...]] = set()
"""Commands that were run on that sweep."""
NOISY = ("experiments/outside_tools.md",)
"""Pages whose tools warn about themselves."""


class Block(NamedTuple):
    """A block of code of a page."""

    language: str
    text: str

    @property
    def file_name(self) -> str:
        """The file that the block is; empty for code and commands."""
        match = FILE_NAME.match(self.text)
        if match and self.language in ("python", "toml"):
            return match[1]
        return "unnamed.toml" if self.language == "toml" else ""


class Followed(NamedTuple):
    """A page that was followed: its folder, and the names that its Python has defined."""

    folder: Path
    names: dict[str, Any]
    commands: list[str]


def read_page(page: str) -> str:
    """Return the text of a page."""
    return (HOME / page).read_text(encoding="utf-8")


def read_blocks(page: str) -> list[Block]:
    """Return the blocks of code of a page, without directives of the site."""
    pairs = ((language.strip(), text) for language, text in FENCED.findall(read_page(page)))
    return [Block(*pair) for pair in pairs if not DIRECTIVE.match(pair[0])]


def find_file(page: str, name: str) -> str:
    """Return the text of the block that is a file of this name."""
    (text,) = (block.text for block in read_blocks(page) if block.file_name == name)
    return text


def command_lines(block: Block) -> Iterator[str]:
    """Yield the commands of a block, without comments."""
    for line in block.text.replace("\\\n", " ").splitlines():
        command = re.sub(r"(^|\s{2,})# .*", "", line).strip()
        if command:
            yield command


def inline_commands(page: str) -> list[str]:
    """Return the commands within the text of a page."""
    return [
        " ".join(words.split()) for words in INLINE.findall(FENCED.sub("", read_page(page)))
    ]


def reason_not_run(command: str) -> str:
    """Return why a command is not run; empty if it is."""
    starts = (" ".join(command.split()[:n]) for n in (1, 2))
    return next((NOT_RUN[start] for start in starts if start in NOT_RUN), "")


def split_words(command: str) -> list[str]:
    """Return the words of a call of `mosul` after its name, as a shell would give them."""
    return shlex.split(command.partition(" > ")[0])[1:]


def check_command(command: str) -> None:
    """Check that a command would be understood."""
    program, _, rest = command.partition(" ")
    named = NAMED_ALONE.fullmatch(command)
    if named:
        assert named[1] in subparsers(make_full_parser()), command
    elif program == "mosul":
        words = split_words(command)
        if "--seeds" in words:  # a folder which the page has made
            words[words.index("--seeds") + 1] = str(find_seeds_folder())
        args = make_full_parser().parse_args(words)
        if args.command in ("sweep", "slurm") and not str(args.experiment).endswith(".toml"):
            is_named = args.experiment.islower()
            assert not is_named or (EXPERIMENTS / f"{args.experiment}.toml").exists(), command
    elif program == "make":
        targets = re.findall(r"^([\w ]+):", read_page("Makefile"), re.M)
        assert rest.split()[0] in " ".join(targets).split(), command
    elif program == "python":
        check_python_command(rest.split())
    else:
        assert reason_not_run(command), f"nobody checks '{command}'"


def check_python_command(words: list[str]) -> None:
    """Check that the module or file of a command is there."""
    if words[0] == "-m":
        place = HOME / words[1].replace(".", "/")
        assert words[1] == "pytest" or place.with_suffix(".py").exists() or place.is_dir()
        words = words[1:]
    for word in words:
        assert not word.endswith(".py") or "drones" in word or (HOME / word).exists(), word


@functools.cache
def small_results() -> Path:
    """Return the folder of a small sweep, which stands for those of the project."""
    folder = Path(tempfile.mkdtemp()) / "small"
    levers = {"isis.fighters": [9000, 4750]}
    small_experiment(levers=levers).run(folder, workers=0, progress=False)
    return folder


def run_mosul(command: str, folder: Path) -> None:
    """Run a command, or what stands for it."""
    words = split_words(command)
    with contextlib.chdir(folder):
        args = make_full_parser().parse_args(words)
    results = getattr(args, "results", None)
    if results is not None and not (folder / results).exists():
        shutil.copytree(small_results(), folder / results)
        STAND_INS.add(folder / results)
    if results is not None and folder / results in STAND_INS:
        key = tuple(word for word in words if word != str(results))
        if key in RUN_ON_SMALL:
            return
        RUN_ON_SMALL.add(key)
    if args.command == "branch" and not (folder / args.checkpoint).exists():
        mm.run("reported", days=2).save(folder / args.checkpoint)
    if args.command == "sweep" and not args.experiment.endswith(".toml"):
        return
    if args.command in ("sweep", "retry") and args.workers is None:
        words += ["--workers", "0"]
    if args.command in ("run", "branch") and not args.json:
        words += ["--days", "3"] if args.animate else ["--json"]
    ended = call_mosul(*words, at=folder)
    assert ended.returncode == 0, f"{command}: {ended.stderr}"
    if " > " in command:
        name = command.partition(" > ")[2].strip()
        (folder / name).write_text(ended.stdout, encoding="utf-8")


def follow_block(block: Block, followed: Followed, page: str) -> None:
    """Do what a reader of a block does."""
    text = block.text
    for many, few in FEWER:
        text = re.sub(many, few, text)
    if block.file_name:
        (followed.folder / block.file_name).write_text(text, encoding="utf-8")
        if block.language == "toml":
            is_scenario = re.search("^extends", block.text, re.M)
            with contextlib.chdir(followed.folder):
                (scenario if is_scenario else mm.Experiment.read)(block.file_name)
    elif block.language == "python":
        with contextlib.chdir(followed.folder):
            exec(compile(text, page, "exec"), followed.names)
    elif block.language == "":
        is_on_cluster = False
        for command in command_lines(block):
            check_command(command)
            reason = reason_not_run(command)
            is_on_cluster |= reason == NEEDS_CLUSTER
            if command.startswith("mosul ") and not (reason or is_on_cluster):
                run_mosul(command, followed.folder)
                followed.commands.append(command)
    else:
        assert block.language in SHOWN or block.language in NOT_RUN, block.language


@functools.cache
def follow_page(page: str) -> Followed:
    """Do what a reader of a page does, in an empty folder, once in a process."""
    # Not __main__: what needs that starts processes, as tests of executors do.
    followed = Followed(Path(tempfile.mkdtemp()), {"__name__": page}, [])
    if page in GIVEN:
        origin, name = GIVEN[page]
        (followed.folder / name).write_text(find_file(origin, name), encoding="utf-8")
    with warnings.catch_warnings():
        if page in NOISY:
            warnings.simplefilter("ignore")
        for block in read_blocks(page):
            follow_block(block, followed, page)
    return followed
